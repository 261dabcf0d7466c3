import { block, el, table, tags, time } from "./dom.js";

/** Zones, databases, buckets and the like: whatever lists the account has. */
export function renderAccount(cloudflare) {
  const { workers: _workers, account: _account, zones = [], ...lists } = cloudflare;
  return el(
    "div.cards",
    ...zones.filter(hasContent).map(zoneCard),
    ...Object.entries(lists).flatMap(([name, items]) => listCards(name, items)),
  );
}

function hasContent({ routes, dnsRecords }) {
  return routes.length + dnsRecords.length > 0;
}

function zoneCard({ name, routes, dnsRecords }) {
  return el(
    "article.card",
    el("h3", name),
    ...block(
      "Routes",
      table(
        ["Pattern", "Worker"],
        routes.map(({ pattern, script }) => [pattern, script ?? "none"]),
      ),
    ),
    ...block(
      "DNS records",
      table(
        ["Name", "Type", "Content"],
        dnsRecords.map((each) => [each.name, each.type, each.content]),
      ),
    ),
  );
}

/** A card for a list of objects, or one card for each list inside an object of lists. */
function listCards(name, items) {
  if (!Array.isArray(items))
    return Object.entries(items ?? {}).flatMap(([key, value]) => listCards(key, value));
  if (items.length === 0) return [];
  return [el("article.card", el("h3", words(name)), ...items.map(objectLine))];
}

function objectLine(item) {
  const { name, title, id, ...rest } = item;
  const details = Object.entries(rest)
    .filter(([, value]) => value !== null && typeof value !== "object")
    .map(([key, value]) => `${words(key)} ${value}`);
  return el(
    "div.message",
    el("strong", String(name ?? title ?? id ?? "")),
    " ",
    el("span.quiet", details.join(" · ")),
  );
}

/** `d1Databases` → `d1 databases`. */
function words(name) {
  return name.replace(
    /([a-z])([A-Z])/g,
    (_all, before, after) => `${before} ${after.toLowerCase()}`,
  );
}

export function renderGithub({ repositories, teams }) {
  const environments = repositories.flatMap(({ environments }) => environments);
  const rulesets = repositories.flatMap(({ rulesets }) => rulesets);
  return el(
    "div.cards",
    ...environments.map(environmentCard),
    ...listCards("rulesets", rulesets),
    ...listCards("teams", teams),
  );
}

function environmentCard(environment) {
  const rules = [
    environment.waitTimerMinutes > 0 && `waits ${environment.waitTimerMinutes} min`,
    environment.preventSelfReview && "no self-review",
    ...environment.deployableRefs,
  ];
  return el(
    "article.card",
    el("h3", environment.name),
    ...block("Rules", tags(rules.filter(Boolean))),
    ...block("Reviewers", tags(environment.reviewers)),
    ...block("Secrets", tags(environment.secrets.map(({ name }) => name))),
    ...block("Variables", tags(environment.variables.map(({ name, value }) => `${name} ${value}`))),
  );
}

export function renderSlack({ channels }) {
  return el("div.cards", ...channels.map(channelCard));
}

function channelCard({ name, topic, isArchived, messages = [] }) {
  const latest = messages.slice(-20).reverse();
  return el(
    "article.card",
    el("h3", `#${name}`, isArchived ? " (archived)" : ""),
    topic ? el("p.quiet", topic) : null,
    latest.length === 0 ? el("p.quiet", "No messages.") : null,
    el(
      "div.scroll",
      ...latest.map(({ text, time: at, username }) =>
        el("div.message", el("span.quiet", `${username ?? ""} `, time(at), " "), text),
      ),
    ),
  );
}

export function renderPagerduty({ services, incidents, escalationPolicies = [] }) {
  return el(
    "div.cards",
    el(
      "article.card",
      el("h3", "Incidents"),
      incidents.length === 0 ? el("p.quiet", "None.") : null,
      ...incidents.map(incidentLine),
    ),
    ...listCards("services", services),
    ...listCards("escalation policies", escalationPolicies),
  );
}

function incidentLine({ title, status, urgency, service, createdAt }) {
  const tone = status === "resolved" ? "good" : urgency === "high" ? "bad" : "warn";
  return el(
    "div.message",
    el(`strong.${tone}`, status),
    ` ${title} `,
    el("span.quiet", `${service ?? ""} ${urgency} `, time(createdAt)),
  );
}
