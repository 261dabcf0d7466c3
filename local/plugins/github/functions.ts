import type { PlainObject } from "../grpc/property-value.ts";
import type { FunctionDefinition } from "../resource.ts";
import { any, flag, integer, list, type Properties, text } from "../schema/property.ts";
import { fromWire, snakeNaming } from "../schema/wire.ts";
import type { GithubClient } from "./client.ts";
import { answered } from "./repository.ts";

type GithubFunction = FunctionDefinition<GithubClient>;
const token = (name: string) => `github:index/${name}:${name}`;

const flags = (...names: string[]): Properties =>
  Object.fromEntries(names.map((name) => [name, flag()]));
const texts = (...names: string[]): Properties =>
  Object.fromEntries(names.map((name) => [name, text()]));

const repositoryOutputs: Properties = {
  ...answered,
  ...flags(
    "allowAutoMerge",
    "allowForking",
    "allowMergeCommit",
    "allowRebaseMerge",
    "allowSquashMerge",
    "allowUpdateBranch",
    "archived",
    "deleteBranchOnMerge",
    "fork",
    "hasDiscussions",
    "hasDownloads",
    "hasIssues",
    "hasProjects",
    "hasWiki",
    "isTemplate",
    "private",
  ),
  ...texts(
    "defaultBranch",
    "description",
    "mergeCommitMessage",
    "mergeCommitTitle",
    "name",
    "squashMergeCommitMessage",
    "squashMergeCommitTitle",
    "visibility",
  ),
  homepageUrl: text({ wire: "homepage" }),
  topics: list(text()),
};

const unsupported: Properties = {
  pages: list(any()),
  repositoryLicenses: list(any()),
  templates: list(any()),
};

/** Takes a name, or an owner and a name as `fullName`. */
export const getRepository: GithubFunction = {
  token: token("getRepository"),
  inputs: texts("description", "fullName", "homepageUrl", "name"),
  outputs: { ...repositoryOutputs, ...unsupported, id: text() },
  async invoke(api, { name, fullName }) {
    const path = fullName === undefined ? api.repositoryPath(name) : `/repos/${String(fullName)}`;
    const answer = await api.request("GET", path);
    const state = fromWire(repositoryOutputs, answer, undefined, snakeNaming);
    return { ...emptyOf(unsupported), ...state, id: String(state.name) };
  },
};

const userOutputs: Properties = {
  ...texts(
    "avatarUrl",
    "bio",
    "blog",
    "company",
    "createdAt",
    "email",
    "gravatarId",
    "location",
    "login",
    "name",
    "nodeId",
    "suspendedAt",
    "updatedAt",
  ),
  followers: integer(),
  following: integer(),
  publicGists: integer(),
  publicRepos: integer(),
  siteAdmin: flag(),
};

export const getUser: GithubFunction = {
  token: token("getUser"),
  inputs: { username: text({ required: true }) },
  outputs: {
    ...userOutputs,
    id: text(),
    username: text(),
    gpgKeys: list(text()),
    sshKeys: list(text()),
  },
  async invoke(api, { username }) {
    const path = username === "" ? "/user" : `/users/${String(username)}`;
    const answer = (await api.request("GET", path)) as { id: number; login: string };
    const state = fromWire(userOutputs, answer, undefined, snakeNaming);
    const empty = emptyOf(userOutputs);
    const { id, login } = answer;
    return { ...empty, ...state, id: String(id), username: login, gpgKeys: [], sshKeys: [] };
  },
};

const teamOutputs = texts(
  "description",
  "name",
  "nodeId",
  "notificationSetting",
  "permission",
  "privacy",
);

export const getTeam: GithubFunction = {
  token: token("getTeam"),
  inputs: {
    slug: text({ required: true }),
    membershipType: text(),
    resultsPerPage: integer(),
    summaryOnly: flag(),
  },
  outputs: {
    ...teamOutputs,
    id: text(),
    slug: text(),
    members: list(text()),
    repositories: list(text()),
    repositoriesDetaileds: list(any()),
  },
  async invoke(api, args) {
    const path = `/orgs/${api.owner}/teams/${String(args.slug)}`;
    const answer = (await api.request("GET", path)) as { id: number };
    const state = fromWire(teamOutputs, answer, undefined, snakeNaming);
    const lists = args.summaryOnly === true ? {} : await listsOf(api, path);
    const none = { members: [], repositories: [], repositoriesDetaileds: [] };
    return { ...emptyOf(teamOutputs), ...args, ...state, ...none, ...lists, id: String(answer.id) };
  },
};

async function listsOf(api: GithubClient, path: string): Promise<PlainObject> {
  const members = (await api.request("GET", `${path}/members`)) as { login: string }[];
  const repositories = (await api.request("GET", `${path}/repos`)) as {
    id: number;
    name: string;
    role_name?: string;
  }[];
  return {
    members: members.map(({ login }) => login),
    repositories: repositories.map(({ name }) => name),
    repositoriesDetaileds: repositories.map(({ id, name, role_name = "" }) => ({
      repoId: id,
      repoName: name,
      roleName: role_name,
    })),
  };
}

/** What the provider answers for a field that an API answer leaves out. */
function emptyOf(properties: Properties): PlainObject {
  return Object.fromEntries(
    Object.entries(properties).map(([name, { kind }]) => [
      name,
      kind === "list" ? [] : empties[kind],
    ]),
  ) as PlainObject;
}

const empties: Record<string, PlainObject[string]> = {
  text: "",
  flag: false,
  integer: 0,
  number: 0,
};
