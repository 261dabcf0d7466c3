import type { PlainObject } from "../grpc/property-value.ts";
import { orMissing } from "../http/api-error.ts";
import { integer, list, object, output, type Properties, text } from "../schema/property.ts";
import { oneOf } from "../schema/rules.ts";
import { fromWire, snakeNaming, toWire } from "../schema/wire.ts";
import type { GithubClient, Tagged } from "./client.ts";
import { type GithubResource, githubToken, repository, splitId } from "./resource.ts";
import { rules, rulesFromWire, rulesToWire, type WireRule } from "./ruleset-rules.ts";

/** What is written and read as it stands; rules have a form of their own. */
const plain: Properties = {
  name: text({ kept: true }),
  target: text({ required: true, check: oneOf("branch", "push", "tag") }),
  enforcement: text({ required: true, check: oneOf("disabled", "active", "evaluate") }),
  conditions: object({
    refName: object(
      {
        includes: list(text(), { required: true, wire: "include", unordered: true }),
        excludes: list(text(), { required: true, wire: "exclude", unordered: true }),
      },
      { required: true },
    ),
  }),
  bypassActors: list(
    object({
      actorId: integer(),
      actorType: text({
        required: true,
        check: oneOf("RepositoryRole", "Team", "Integration", "OrganizationAdmin", "DeployKey"),
      }),
      bypassMode: text({ required: true, check: oneOf("always", "pull_request", "exempt") }),
    }),
    { unordered: true },
  ),
};

export const repositoryRuleset: GithubResource = {
  token: githubToken("repositoryRuleset"),
  autoname: "name",
  properties: {
    repository,
    ...plain,
    rules: object(rules, { required: true }),
    etag: output(text()),
    nodeId: output(text()),
    rulesetId: output(integer()),
  },
  async create({ api }, planned) {
    await api.repositoryId(planned.repository);
    const made = await api.write("POST", rulesetsPath(api, planned), bodyOf(planned));
    return { id: String(made.body.id), state: stateOf(made, planned) };
  },
  async read({ api }, id, prior) {
    const path = `${rulesetsPath(api, prior)}/${id}`;
    const found = await orMissing(
      api.readUnlessSame(path, prior.etag).then((answer) => answer ?? "same"),
    );
    if (found === undefined) return undefined;
    return { id, state: found === "same" ? prior : stateOf(found, prior) };
  },
  async update({ api }, { id, state }, planned) {
    const changed = await api.write("PUT", `${rulesetsPath(api, state)}/${id}`, bodyOf(planned));
    return { id, state: stateOf(changed, planned) };
  },
  async delete({ api }, { id, state }) {
    await api.request("DELETE", `${rulesetsPath(api, state)}/${id}`);
  },
  parseImportId(importId) {
    const { id, ...state } = splitId(importId, "repository", "id");
    return { id: String(id), state };
  },
};

function rulesetsPath(api: GithubClient, state: PlainObject): string {
  return `${api.repositoryPath(state.repository)}/rulesets`;
}

function bodyOf(planned: PlainObject): object {
  return {
    bypass_actors: [],
    ...toWire(plain, planned, undefined, snakeNaming),
    rules: rulesToWire((planned.rules ?? {}) as PlainObject),
  };
}

function stateOf({ body, etag }: Tagged, prior: PlainObject): PlainObject {
  return {
    repository: prior.repository ?? "",
    ...fromWire(plain, body, prior, snakeNaming),
    rules: rulesFromWire((body.rules ?? []) as WireRule[]),
    etag,
    nodeId: String(body.node_id ?? ""),
    rulesetId: Number(body.id),
  };
}
