import { createHash } from "node:crypto";
import { defineClick } from "../click.ts";
import type { Click } from "../vendor.ts";
import { GithubError, invalidRequest, notFound } from "./errors.ts";
import { deleteBranchPolicy, listBranchPolicies } from "./model/branch-policies.ts";
import { findEnvironment, putEnvironment, scopedKey } from "./model/environments.ts";
import { findRepository } from "./model/repositories.ts";
import { listRulesets, updateRuleset } from "./model/rulesets.ts";
import { findSecret } from "./model/secrets.ts";
import { findVariable, updateVariable } from "./model/variables.ts";
import { addRun } from "./model/workflow-runs.ts";
import { type GithubState, type Scope, timestamp } from "./state.ts";

/** Stands for the repository itself where a click takes an environment. */
const NO_ENVIRONMENT = "-";

/** Edits by hand in the settings of the seeded repository. */
export function githubClicks(state: GithubState): Click[] {
  return [...environmentClicks(state), ...valueClicks(state), ...repositoryClicks(state)];
}

function environmentClicks(state: GithubState): Click[] {
  return [
    defineClick(
      GithubError,
      {
        name: "edit-environment-wait-timer",
        description: "Change how long an environment waits before it deploys.",
        parameters: ["environment", "minutes"],
      },
      ([environment = "", minutes = ""]) => {
        const { name, waitTimer } = environmentNamed(state, environment);
        const wanted = wholeNumber(minutes);
        putEnvironment(state, ownRepository(state), name, { waitTimer: wanted });
        return `Wait timer of ${name}: ${waitTimer} → ${wanted} minutes.`;
      },
    ),
    defineClick(
      GithubError,
      {
        name: "remove-environment-reviewers",
        description: "Let an environment deploy without review.",
        parameters: ["environment"],
      },
      ([environment = ""]) => {
        const { name, reviewers } = environmentNamed(state, environment);
        putEnvironment(state, ownRepository(state), name, { reviewers: null });
        return `Removed ${reviewers.length} reviewers of ${name}.`;
      },
    ),
    defineClick(
      GithubError,
      {
        name: "delete-branch-policy",
        description: "Delete one pattern of the branches that may deploy to an environment.",
        parameters: ["environment", "pattern"],
      },
      ([environment = "", pattern = ""]) => {
        const policies = listBranchPolicies(state, environmentNamed(state, environment));
        const policy = policies.find(({ name }) => name === pattern);
        if (!policy) throw notFound();
        deleteBranchPolicy(state, policy);
        return `Deleted the ${policy.type} policy ${pattern} of ${environment}.`;
      },
    ),
  ];
}

function valueClicks(state: GithubState): Click[] {
  return [
    defineClick(
      GithubError,
      {
        name: "edit-variable",
        description: `Change a variable of an environment, or of the repository ("${NO_ENVIRONMENT}").`,
        parameters: ["environment", "name", "value"],
      },
      ([environment = "", name = "", value = ""]) => {
        const variable = findVariable(state, scopeNamed(state, environment), name);
        updateVariable(state, variable, { value });
        return `Variable ${variable.name}: ${variable.value} → ${value}.`;
      },
    ),
    defineClick(
      GithubError,
      {
        name: "replace-secret",
        description: `Replace a secret of an environment, or of the repository ("${NO_ENVIRONMENT}").`,
        parameters: ["environment", "name", "value"],
      },
      ([environment = "", name = "", value = ""]) => {
        const secret = findSecret(state, scopeNamed(state, environment), name);
        state.secrets.put(scopedKey(secret, secret.name), {
          ...secret,
          valueSha256: createHash("sha256").update(value).digest("hex"),
          updatedAt: timestamp(state),
        });
        return `Replaced the secret ${secret.name}.`;
      },
    ),
  ];
}

function repositoryClicks(state: GithubState): Click[] {
  return [
    defineClick(
      GithubError,
      {
        name: "disable-ruleset",
        description: "Switch a ruleset of the repository off.",
        parameters: ["ruleset"],
      },
      ([name = ""]) => {
        const ruleset = listRulesets(state, ownRepository(state)).find(
          (each) => each.name === name,
        );
        if (!ruleset) throw notFound();
        updateRuleset(state, ruleset, { enforcement: "disabled" });
        return `Ruleset ${name}: ${ruleset.enforcement} → disabled.`;
      },
    ),
    defineClick(
      GithubError,
      {
        name: "add-workflow-run",
        description: "Record a finished workflow run, as GitHub Actions would.",
        parameters: ["workflow", "branch", "conclusion"],
      },
      ([name = "", branch = "", conclusion = ""]) => {
        if (!isConclusion(conclusion)) {
          throw invalidRequest(
            `"${conclusion}" is no conclusion: success, failure, cancelled or skipped`,
          );
        }
        const run = addRun(state, ownRepository(state), {
          name,
          branch,
          status: "completed",
          conclusion,
        });
        return `Workflow run ${run.id} of ${name} on ${branch}: ${conclusion}.`;
      },
    ),
  ];
}

function ownRepository(state: GithubState) {
  const { owner, repository } = state.context.settings.github;
  return findRepository(state, owner, repository);
}

function environmentNamed(state: GithubState, name: string) {
  return findEnvironment(state, ownRepository(state), name);
}

function scopeNamed(state: GithubState, environment: string): Scope {
  const repositoryId = ownRepository(state).id;
  return environment === NO_ENVIRONMENT
    ? { repositoryId, environment: null }
    : { repositoryId, environment: environmentNamed(state, environment).name };
}

function wholeNumber(text: string): number {
  if (!/^\d+$/.test(text)) throw invalidRequest(`"${text}" is not a whole number of minutes`);
  return Number(text);
}

function isConclusion(text: string): text is "success" | "failure" | "cancelled" | "skipped" {
  return ["success", "failure", "cancelled", "skipped"].includes(text);
}
