import { isObject, type PlainObject } from "../grpc/property-value.ts";
import { orMissing } from "../http/api-error.ts";
import type { Call, Existing } from "../resource.ts";
import { flag, integer, list, object, output, text } from "../schema/property.ts";
import { between, lengthBetween } from "../schema/rules.ts";
import type { GithubClient } from "./client.ts";
import {
  type GithubResource,
  githubToken,
  joinId,
  repository,
  repositoryId,
  repositoryNumber,
  splitId,
} from "./resource.ts";

interface ProtectionRule {
  type: string;
  wait_timer?: number;
  prevent_self_review?: boolean;
  reviewers?: { type: string; reviewer: { id: number } }[];
}

interface EnvironmentAnswer {
  can_admins_bypass?: boolean;
  protection_rules?: ProtectionRule[];
  deployment_branch_policy?: {
    protected_branches: boolean;
    custom_branch_policies: boolean;
  } | null;
}

const ids = list(integer(), { unordered: true, check: lengthBetween(0, 6) });

export const repositoryEnvironment: GithubResource = {
  token: githubToken("repositoryEnvironment"),
  properties: {
    repository,
    environment: text({ required: true, replaces: true }),
    waitTimer: integer({ check: between(0, 43_200) }),
    canAdminsBypass: flag({ default: true }),
    preventSelfReview: flag({ default: false }),
    reviewers: list(object({ teams: ids, users: ids }), { check: lengthBetween(0, 1) }),
    deploymentBranchPolicy: object({
      protectedBranches: flag({ required: true }),
      customBranchPolicies: flag({ required: true }),
    }),
    repositoryId,
  },
  checkTogether({ deploymentBranchPolicy: policy }) {
    if (!isObject(policy)) return [];
    const { protectedBranches, customBranchPolicies } = policy as PlainObject;
    return protectedBranches === customBranchPolicies && typeof protectedBranches === "boolean"
      ? ['"protected_branches" and "custom_branch_policies" cannot have the same value.']
      : [];
  },
  async create(call, planned) {
    const number = await call.api.repositoryId(planned.repository);
    return write(call, { ...planned, repositoryId: number });
  },
  async read({ api }, id, prior) {
    const { repository: name, environment } = splitId(id, "repository", "environment");
    const answer = await orMissing(api.request("GET", environmentPath(api, name, environment)));
    if (answer === undefined) return undefined;
    const number = await repositoryNumber(api, prior, name);
    const state = stateOf(answer as EnvironmentAnswer);
    return {
      id,
      state: { repository: name, environment, repositoryId: number, ...state } as PlainObject,
    };
  },
  update: (call, _, planned) => write(call, planned),
  async delete({ api }, { state: { repository: name, environment } }) {
    await api.request("DELETE", environmentPath(api, name, environment));
  },
  parseImportId: (id) => ({ id, state: {} }),
};

export function environmentPath(api: GithubClient, name: unknown, environment: unknown): string {
  return `${api.repositoryPath(name)}/environments/${encodeURIComponent(String(environment))}`;
}

async function write({ api }: Call<GithubClient>, planned: PlainObject): Promise<Existing> {
  const { repository: name, environment } = planned;
  await api.request("PUT", environmentPath(api, name, environment), { body: bodyOf(planned) });
  return { id: joinId(name, environment), state: planned };
}

function bodyOf(planned: PlainObject): PlainObject {
  const { deploymentBranchPolicy: policy } = planned;
  const branches = isObject(policy) ? (policy as PlainObject) : undefined;
  return {
    wait_timer: planned.waitTimer ?? 0,
    reviewers: reviewersOf(planned),
    can_admins_bypass: planned.canAdminsBypass ?? true,
    deployment_branch_policy:
      branches === undefined
        ? null
        : {
            protected_branches: branches.protectedBranches ?? false,
            custom_branch_policies: branches.customBranchPolicies ?? false,
          },
    prevent_self_review: planned.preventSelfReview ?? false,
  };
}

function reviewersOf({ reviewers }: PlainObject): PlainObject[] {
  const [first] = Array.isArray(reviewers) ? reviewers : [];
  const { teams = [], users = [] } = (first ?? {}) as { teams?: number[]; users?: number[] };
  return [
    ...teams.map((id) => ({ type: "Team", id })),
    ...users.map((id) => ({ type: "User", id })),
  ];
}

function stateOf(answer: EnvironmentAnswer): PlainObject {
  const rules = answer.protection_rules ?? [];
  const timer = rules.find(({ type }) => type === "wait_timer");
  const required = rules.find(({ type }) => type === "required_reviewers");
  const policy = answer.deployment_branch_policy;
  return {
    canAdminsBypass: answer.can_admins_bypass ?? true,
    waitTimer: timer?.wait_timer ?? 0,
    preventSelfReview: required?.prevent_self_review ?? false,
    ...(required?.reviewers === undefined || required.reviewers.length === 0
      ? {}
      : { reviewers: [{ ...idsOf(required, "Team"), ...idsOf(required, "User") }] }),
    ...(policy === undefined || policy === null
      ? {}
      : {
          deploymentBranchPolicy: {
            protectedBranches: policy.protected_branches,
            customBranchPolicies: policy.custom_branch_policies,
          },
        }),
  };
}

/** The set of one kind of reviewers; absent where there are none. */
function idsOf({ reviewers = [] }: ProtectionRule, wanted: "Team" | "User"): PlainObject {
  const ids = reviewers.filter(({ type }) => type === wanted).map(({ reviewer }) => reviewer.id);
  return ids.length === 0 ? {} : { [wanted === "Team" ? "teams" : "users"]: ids };
}

/** Takes effect only on an environment with custom branch policies. */
export const repositoryEnvironmentDeploymentPolicy: GithubResource = {
  token: githubToken("repositoryEnvironmentDeploymentPolicy"),
  properties: {
    repository,
    environment: text({ required: true, replaces: true }),
    branchPattern: text(),
    tagPattern: text(),
    policyId: output(integer()),
    repositoryId,
  },
  checkTogether: ({ branchPattern, tagPattern }) =>
    (branchPattern === undefined) === (tagPattern === undefined)
      ? ['Exactly one of "branch_pattern" and "tag_pattern" must be given.']
      : [],
  alsoReplaces(changes) {
    const isMoved = (name: string) =>
      changes.some(({ path, kind }) => path === name && kind !== "update");
    return ["branchPattern", "tagPattern"].filter(isMoved);
  },
  async create({ api }, planned) {
    const { repository: name, environment, branchPattern, tagPattern } = planned;
    const number = await api.repositoryId(name);
    const answer = (await api.request("POST", policiesPath(api, planned), {
      body: {
        name: branchPattern ?? tagPattern,
        type: branchPattern === undefined ? "tag" : "branch",
      },
    })) as { id: number };
    const state = { ...planned, policyId: answer.id, repositoryId: number };
    return { id: joinId(name, environment, answer.id), state };
  },
  async read({ api }, id, prior) {
    const parts = splitId(id, "repository", "environment", "policyId");
    const path = `${policiesPath(api, parts)}/${String(parts.policyId)}`;
    const answer = (await orMissing(api.request("GET", path))) as
      | { id: number; name: string; type?: string }
      | undefined;
    if (answer === undefined) return undefined;
    const number = await repositoryNumber(api, prior, parts.repository);
    const pattern = answer.type === "tag" ? "tagPattern" : "branchPattern";
    const ids = { policyId: answer.id, repositoryId: number };
    const state: PlainObject = { ...parts, ...ids, [pattern]: answer.name };
    return { id, state };
  },
  async update({ api }, { id, state }, planned) {
    const path = `${policiesPath(api, state)}/${String(state.policyId)}`;
    const name = planned.branchPattern ?? planned.tagPattern;
    await api.request("PUT", path, { body: { name } });
    return { id, state: planned };
  },
  async delete({ api }, { state }) {
    await api.request("DELETE", `${policiesPath(api, state)}/${String(state.policyId)}`);
  },
  parseImportId: (id) => ({ id, state: {} }),
};

function policiesPath(api: GithubClient, { repository: name, environment }: PlainObject): string {
  return `${environmentPath(api, name, environment)}/deployment-branch-policies`;
}
