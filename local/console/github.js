import { block, card, el, listCard, table, tags } from "./dom.js";
import { age, plural, words } from "./format.js";

/**
 * Environments with who and what may deploy to them, rulesets, and what ran.
 * @param {import("./types.ts").State} state
 */
export function renderGithub({ snapshot: { github } }) {
  const teams = github.teams.map(({ slug, members }) => [`@${slug}`, members.join(", ")]);
  const cards = [
    ...github.repositories.flatMap(repositoryCards),
    ...listCard("Teams", table(["Team", "Members"], teams)),
  ];
  return cards.length === 0 ? el("p.quiet", "No environments yet.") : el("div.cards", ...cards);
}

/** @param {import("./types.ts").State} state */
export function summarizeGithub({ snapshot: { github } }) {
  return github.repositories.map(({ name }) => name).join(", ");
}

/** @param {import("./types.ts").Repository} repository */
function repositoryCards(repository) {
  const { environments, secrets, variables, rulesets } = repository;
  const values = valueBlocks({ secrets, variables });
  return [
    ...environments.map(environmentCard),
    ...rulesets.map(rulesetCard),
    ...(values.length > 0 ? [card(`Values of ${repository.name}`, ...values)] : []),
    ...listCard("Deployments", deploymentTable(repository)),
    ...listCard("Workflow runs", runTable(repository)),
    ...listCard("Issues", issueTable(repository)),
  ];
}

/** @param {import("./types.ts").Repository["environments"][number]} environment */
function environmentCard(environment) {
  const { name, waitTimerMinutes, preventSelfReview, reviewers, deployableRefs } = environment;
  const rules = [
    ["May deploy", deployableRefs.join(", ") || "every branch and tag"],
    ["Reviewed by", reviewers.join(" or ") || "nobody"],
    reviewers.length > 0 && ["Self-review", preventSelfReview ? "not allowed" : "allowed"],
    ["Waits", waitTimerMinutes === 0 ? "not at all" : plural(waitTimerMinutes, "minute")],
  ];
  return card(
    `Environment ${name}`,
    definitions(rules.filter((rule) => rule !== false)),
    ...valueBlocks(environment),
  );
}

/** @param {import("./types.ts").Repository["rulesets"][number]} ruleset */
function rulesetCard({ name, target, enforcement, rules }) {
  const isActive = enforcement === "active";
  return card(
    `Ruleset ${name}`,
    definitions([
      ["Protects", target],
      ["Enforcement", isActive ? enforcement : el("strong.warn", enforcement)],
    ]),
    ...block("Rules", tags(rules.map(words))),
  );
}

/** @param {Pick<import("./types.ts").Repository, "secrets" | "variables">} values */
function valueBlocks({ secrets, variables }) {
  const secretRows = secrets.map(({ name, updatedAt }) => [el("code", name), age(updatedAt)]);
  const variableRows = variables.map(({ name, value }) => [el("code", name), el("code", value)]);
  return [
    ...block("Secrets", table(["Name", "Set"], secretRows)),
    ...block("Variables", table(["Name", "Value"], variableRows)),
  ];
}

/** @param {import("./types.ts").Repository} repository */
function deploymentTable({ deployments }) {
  const rows = deployments.map(({ environment, ref, sha, state, createdAt }) => [
    outcome(state),
    environment,
    commit(ref, sha),
    age(createdAt),
  ]);
  return table(["State", "Environment", "Ref", "Created"], rows);
}

/**
 * What was deployed: a branch or tag with its commit, or the commit alone.
 * @param {string} ref
 * @param {string} sha
 */
function commit(ref, sha) {
  const short = el("code.quiet", { title: sha }, sha.slice(0, 7));
  return ref === sha ? short : el("span", el("code", ref), " ", short);
}

/** @param {import("./types.ts").Repository} repository */
function runTable({ workflowRuns }) {
  const rows = workflowRuns.map(({ name, branch, status, conclusion, createdAt }) => [
    outcome(conclusion ?? status),
    name,
    branch,
    age(createdAt),
  ]);
  return table(["Result", "Workflow", "Branch", "Started"], rows);
}

/** @param {import("./types.ts").Repository} repository */
function issueTable({ issues }) {
  const rows = issues.map(({ number, title, state, labels }) => [
    `#${number}`,
    el("span", title, " ", el("span.quiet", labels.join(", "))),
    state,
  ]);
  return table(["", "Title", "State"], rows);
}

const tones = new Map([
  ["success", "good"],
  ["failure", "bad"],
  ["error", "bad"],
  ["cancelled", "warn"],
]);

/** @param {string} text */
function outcome(text) {
  return el(`span.pill.${tones.get(text) ?? "quiet"}`, words(text));
}

/** @param {(string | Node)[][]} entries */
function definitions(entries) {
  return el("dl", ...entries.flatMap(([term = "", text = ""]) => [el("dt", term), el("dd", text)]));
}
