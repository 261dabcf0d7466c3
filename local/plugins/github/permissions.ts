import { isObject, type PlainObject } from "../grpc/property-value.ts";
import { orMissing } from "../http/api-error.ts";
import type { Call, Existing } from "../resource.ts";
import { flag, list, object, text } from "../schema/property.ts";
import { oneOf } from "../schema/rules.ts";
import type { GithubClient } from "./client.ts";
import { type GithubResource, githubToken, repository } from "./resource.ts";

async function putPermissions(
  { api }: Call<GithubClient>,
  planned: PlainObject,
): Promise<Existing> {
  const { repository: name, enabled, allowedActions, allowedActionsConfig: config } = planned;
  const path = `${api.repositoryPath(name)}/actions/permissions`;
  const body = {
    enabled,
    allowed_actions: allowedActions,
    sha_pinning_required: planned.shaPinningRequired,
  };
  await api.request("PUT", path, { body });
  if (allowedActions === "selected" && isObject(config)) {
    const { githubOwnedAllowed, patternsAlloweds = [], verifiedAllowed } = config as PlainObject;
    await api.request("PUT", `${path}/selected-actions`, {
      body: {
        github_owned_allowed: githubOwnedAllowed,
        patterns_allowed: patternsAlloweds,
        verified_allowed: verifiedAllowed,
      },
    });
  }
  return { id: String(name), state: planned };
}

/** Its deletion puts GitHub's defaults back. */
export const actionsRepositoryPermissions: GithubResource = {
  token: githubToken("actionsRepositoryPermissions"),
  properties: {
    repository,
    enabled: flag({ default: true }),
    allowedActions: text({ check: oneOf("all", "local_only", "selected") }),
    allowedActionsConfig: object({
      githubOwnedAllowed: flag({ required: true }),
      patternsAlloweds: list(text(), { unordered: true }),
      verifiedAllowed: flag(),
    }),
    shaPinningRequired: flag({ kept: true }),
  },
  async create(call, planned) {
    await call.api.repositoryId(planned.repository);
    const { shaPinningRequired } = planned;
    const known = typeof shaPinningRequired === "boolean" ? shaPinningRequired : false;
    return putPermissions(call, { ...planned, shaPinningRequired: known });
  },
  update: (call, _, planned) => putPermissions(call, planned),
  async read({ api }, id) {
    const path = `${api.repositoryPath(id)}/actions/permissions`;
    const answer = (await orMissing(api.request("GET", path))) as PlainObject | undefined;
    if (answer === undefined) return undefined;
    const { enabled = true, allowed_actions, sha_pinning_required = false } = answer;
    const config = allowed_actions === "selected" ? await selectedActions(api, path) : {};
    return {
      id,
      state: {
        repository: id,
        enabled,
        ...(allowed_actions === undefined ? {} : { allowedActions: allowed_actions }),
        ...config,
        shaPinningRequired: sha_pinning_required,
      },
    };
  },
  async delete({ api }, { id }) {
    const body = { enabled: true, allowed_actions: "all" };
    await api.request("PUT", `${api.repositoryPath(id)}/actions/permissions`, { body });
  },
  parseImportId: (id) => ({ id, state: {} }),
};

async function selectedActions(api: GithubClient, path: string): Promise<PlainObject> {
  const answer = (await api.request("GET", `${path}/selected-actions`)) as PlainObject;
  return {
    allowedActionsConfig: {
      githubOwnedAllowed: answer.github_owned_allowed ?? false,
      patternsAlloweds: answer.patterns_allowed ?? [],
      verifiedAllowed: answer.verified_allowed ?? false,
    },
  };
}

async function putWorkflow({ api }: Call<GithubClient>, planned: PlainObject): Promise<Existing> {
  const { repository: name } = planned;
  const body = {
    default_workflow_permissions: planned.defaultWorkflowPermissions,
    can_approve_pull_request_reviews: planned.canApprovePullRequestReviews,
  };
  await api.request("PUT", `${api.repositoryPath(name)}/actions/permissions/workflow`, { body });
  return { id: String(name), state: planned };
}

/** Its deletion puts GitHub's defaults back. */
export const workflowRepositoryPermissions: GithubResource = {
  token: githubToken("workflowRepositoryPermissions"),
  properties: {
    repository,
    defaultWorkflowPermissions: text({ default: "read", check: oneOf("read", "write") }),
    canApprovePullRequestReviews: flag({ default: false }),
  },
  create: putWorkflow,
  update: (call, _, planned) => putWorkflow(call, planned),
  async read({ api }, id) {
    const path = `${api.repositoryPath(id)}/actions/permissions/workflow`;
    const answer = (await orMissing(api.request("GET", path))) as PlainObject | undefined;
    if (answer === undefined) return undefined;
    return {
      id,
      state: {
        repository: id,
        defaultWorkflowPermissions: answer.default_workflow_permissions ?? "read",
        canApprovePullRequestReviews: answer.can_approve_pull_request_reviews ?? false,
      },
    };
  },
  async delete({ api }, { id }) {
    const body = { default_workflow_permissions: "read", can_approve_pull_request_reviews: false };
    await api.request("PUT", `${api.repositoryPath(id)}/actions/permissions/workflow`, { body });
  },
  parseImportId: (id) => ({ id, state: {} }),
};

/** Vulnerability alerts have to be on. */
export const repositoryDependabotSecurityUpdates: GithubResource = {
  token: githubToken("repositoryDependabotSecurityUpdates"),
  properties: { repository, enabled: flag({ required: true }) },
  create: putFixes,
  update: (call, _, planned) => putFixes(call, planned),
  async read({ api }, id) {
    const path = `${api.repositoryPath(id)}/automated-security-fixes`;
    const answer = (await orMissing(api.request("GET", path))) as PlainObject | undefined;
    return { id, state: { repository: id, enabled: answer?.enabled ?? false } };
  },
  async delete({ api }, { id }) {
    await api.request("DELETE", `${api.repositoryPath(id)}/automated-security-fixes`);
  },
  parseImportId: (id) => ({ id, state: {} }),
};

async function putFixes({ api }: Call<GithubClient>, planned: PlainObject): Promise<Existing> {
  const { repository: name, enabled } = planned;
  const path = `${api.repositoryPath(name)}/automated-security-fixes`;
  await api.request(enabled === true ? "PUT" : "DELETE", path);
  return { id: String(name), state: planned };
}
