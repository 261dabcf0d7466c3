import { isObject, type PlainObject } from "../grpc/property-value.ts";
import { orMissing } from "../http/api-error.ts";
import { isSame } from "../schema/changes.ts";
import { flag, integer, list, object, output, type Properties, text } from "../schema/property.ts";
import { oneOf } from "../schema/rules.ts";
import { complete, fromWire, snakeNaming, toWire } from "../schema/wire.ts";
import type { GithubClient } from "./client.ts";
import { type GithubResource, githubToken } from "./resource.ts";

const off = flag({ default: false });
const on = flag({ default: true });
const status = object({ status: text({ required: true, check: oneOf("enabled", "disabled") }) });
/** Only counts when the repository is made. */
const once = { unread: true, same: () => true } as const;

/** What the repository's own object has, by the same name in requests and answers. */
const direct: Properties = {
  name: text({ kept: true }),
  description: text(),
  homepageUrl: text({ wire: "homepage" }),
  visibility: text({ kept: true, check: oneOf("public", "private", "internal") }),
  private: flag({ kept: true }),
  allowAutoMerge: off,
  allowForking: flag({ kept: true }),
  allowMergeCommit: on,
  allowRebaseMerge: on,
  allowSquashMerge: on,
  allowUpdateBranch: off,
  archived: off,
  defaultBranch: text({ kept: true }),
  deleteBranchOnMerge: off,
  hasDiscussions: off,
  hasDownloads: off,
  hasIssues: off,
  hasProjects: off,
  hasWiki: off,
  isTemplate: off,
  mergeCommitMessage: text({ default: "PR_TITLE" }),
  mergeCommitTitle: text({ default: "MERGE_MESSAGE" }),
  squashMergeCommitMessage: text({ default: "COMMIT_MESSAGES" }),
  squashMergeCommitTitle: text({ default: "COMMIT_OR_PR_TITLE" }),
  webCommitSignoffRequired: flag({ kept: true }),
  autoInit: flag({ ...once }),
  gitignoreTemplate: text({ ...once }),
  licenseTemplate: text({ ...once }),
  securityAndAnalysis: object(
    {
      advancedSecurity: status,
      codeSecurity: status,
      secretScanning: status,
      secretScanningAiDetection: status,
      secretScanningNonProviderPatterns: status,
      secretScanningPushProtection: status,
    },
    { kept: true },
  ),
};

export const answered: Properties = {
  fullName: output(text()),
  gitCloneUrl: output(text({ wire: "git_url" })),
  htmlUrl: output(text()),
  httpCloneUrl: output(text({ wire: "clone_url" })),
  nodeId: output(text()),
  primaryLanguage: output(text({ wire: "language" })),
  repoId: output(integer({ wire: "id" })),
  sshCloneUrl: output(text({ wire: "ssh_url" })),
  svnUrl: output(text()),
};

const beside: Properties = {
  topics: list(text(), { kept: true, unordered: true }),
  vulnerabilityAlerts: flag({ kept: true }),
  ignoreVulnerabilityAlertsDuringRead: flag({ unread: true }),
  archiveOnDestroy: flag({ unread: true }),
  etag: text({ kept: true, unread: true }),
  fork: text({ kept: true, replaces: true, unread: true }),
  sourceOwner: text({ kept: true, replaces: true, unread: true }),
  sourceRepo: text({ kept: true, replaces: true, unread: true }),
  template: object(
    {
      includeAllBranches: flag(),
      owner: text({ required: true }),
      repository: text({ required: true }),
    },
    { unread: true },
  ),
  pages: object(
    {
      buildType: text({ kept: true }),
      cname: text(),
      source: object({ branch: text({ required: true }), path: text({ default: "/" }) }),
      custom404: flag({ kept: true }),
      htmlUrl: text({ kept: true }),
      status: text({ kept: true }),
      url: text({ kept: true }),
    },
    { unread: true },
  ),
};

/** Renaming keeps the repository; its id is its name, so the id changes with it. */
export const githubRepository: GithubResource = {
  token: githubToken("repository"),
  autoname: "name",
  properties: { ...direct, ...answered, ...beside },
  async create({ api }, planned) {
    const body = toWire(direct, planned, undefined, snakeNaming);
    await api.request("POST", `/orgs/${api.owner}/repos`, { body });
    const name = String(planned.name);
    await putBeside(api, name, planned, {});
    return readBack(api, name, planned);
  },
  async read({ api }, id, prior) {
    const state = await stateOf(api, id, prior);
    return state === undefined ? undefined : { id: String(state.name), state };
  },
  async update({ api }, { id, state }, planned) {
    const body = toWire(direct, planned, undefined, snakeNaming);
    await api.request("PATCH", api.repositoryPath(id), { body });
    const name = String(planned.name);
    await putBeside(api, name, planned, state);
    return readBack(api, name, planned);
  },
  async delete({ api }, { id, state }) {
    if (state.archiveOnDestroy === true) {
      await api.request("PATCH", api.repositoryPath(id), { body: { archived: true } });
    } else {
      await api.request("DELETE", api.repositoryPath(id));
    }
  },
  parseImportId: (id) => ({ id, state: {} }),
};

async function putBeside(
  api: GithubClient,
  name: string,
  planned: PlainObject,
  state: PlainObject,
): Promise<void> {
  const { topics, vulnerabilityAlerts: alerts } = planned;
  if (Array.isArray(topics) && !isSame(topics, state.topics ?? [])) {
    await api.request("PUT", `${api.repositoryPath(name)}/topics`, { body: { names: topics } });
  }
  if (typeof alerts === "boolean" && alerts !== (state.vulnerabilityAlerts ?? false)) {
    const method = alerts ? "PUT" : "DELETE";
    await api.request(method, `${api.repositoryPath(name)}/vulnerability-alerts`);
  }
}

async function readBack(api: GithubClient, name: string, planned: PlainObject) {
  const state = (await stateOf(api, name, planned)) ?? {};
  return { id: name, state: complete({ ...planned, ...state }, state) };
}

async function stateOf(
  api: GithubClient,
  name: string,
  prior: PlainObject,
): Promise<PlainObject | undefined> {
  const answer = await orMissing(api.request("GET", api.repositoryPath(name)));
  if (!isObject(answer)) return undefined;
  const { topics = [] } = answer as { topics?: string[] };
  return {
    ...fromWire({ ...direct, ...answered }, answer, prior, snakeNaming),
    ...fromWire(beside, {}, prior, snakeNaming),
    topics,
    vulnerabilityAlerts: await hasAlerts(api, name, prior),
  };
}

async function hasAlerts(api: GithubClient, name: string, prior: PlainObject): Promise<boolean> {
  if (prior.ignoreVulnerabilityAlertsDuringRead === true) {
    return prior.vulnerabilityAlerts === true;
  }
  const path = `${api.repositoryPath(name)}/vulnerability-alerts`;
  return (await orMissing(api.request("GET", path).then(() => true))) ?? false;
}
