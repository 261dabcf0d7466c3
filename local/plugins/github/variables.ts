import type { PlainObject } from "../grpc/property-value.ts";
import { orMissing } from "../http/api-error.ts";
import { output, type Properties, text } from "../schema/property.ts";
import type { GithubClient } from "./client.ts";
import { environmentPath } from "./environment.ts";
import {
  type GithubResource,
  githubToken,
  joinId,
  repository,
  repositoryId,
  repositoryNumber,
  splitId,
} from "./resource.ts";

const variableProperties: Properties = {
  repository,
  variableName: text({ required: true, replaces: true }),
  value: text({ required: true }),
  createdAt: output(text()),
  updatedAt: output(text()),
  repositoryId,
};

interface Variable {
  name: string;
  value: string;
  created_at: string;
  updated_at: string;
}

/** @param variables the collection's path for a state. */
function variableResource(
  name: string,
  properties: Properties,
  variables: (api: GithubClient, state: PlainObject) => string,
  idParts: readonly string[],
): GithubResource {
  const pathOf = (api: GithubClient, state: PlainObject) =>
    `${variables(api, state)}/${String(state.variableName)}`;

  const read: GithubResource["read"] = async ({ api }, id, prior) => {
    const parts = splitId(id, ...idParts);
    const answer = (await orMissing(api.request("GET", pathOf(api, parts)))) as
      | Variable
      | undefined;
    if (answer === undefined) return undefined;
    const number = await repositoryNumber(api, prior, parts.repository);
    const { value, created_at, updated_at } = answer;
    const dates = { createdAt: created_at, updatedAt: updated_at };
    return { id, state: { ...parts, ...dates, value, repositoryId: number } };
  };
  const readBack: GithubResource["update"] = async (call, { id, state }) =>
    (await read(call, id, state)) ?? { id, state };

  return {
    token: githubToken(name),
    properties,
    async create(call, planned) {
      const { variableName, value } = planned;
      const number = await call.api.repositoryId(planned.repository);
      const body = { name: variableName, value };
      await call.api.request("POST", variables(call.api, planned), { body });
      const id = joinId(...idParts.map((part) => planned[part]));
      const state = { ...planned, repositoryId: number };
      return readBack(call, { id, state }, planned);
    },
    read,
    async update(call, current, planned) {
      const { variableName, value } = planned;
      const body = { name: variableName, value };
      await call.api.request("PATCH", pathOf(call.api, current.state), { body });
      return readBack(
        call,
        { id: current.id, state: { ...current.state, value: value ?? "" } },
        planned,
      );
    },
    async delete({ api }, { state }) {
      await api.request("DELETE", pathOf(api, state));
    },
    parseImportId: (id) => ({ id, state: {} }),
  };
}

/** Plain text; GitHub writes names in capitals, so a program has to as well. */
export const actionsEnvironmentVariable = variableResource(
  "actionsEnvironmentVariable",
  { ...variableProperties, environment: text({ required: true, replaces: true }) },
  (api, state) => `${environmentPath(api, state.repository, state.environment)}/variables`,
  ["repository", "environment", "variableName"],
);

export const actionsVariable = variableResource(
  "actionsVariable",
  variableProperties,
  (api, state) => `${api.repositoryPath(state.repository)}/actions/variables`,
  ["repository", "variableName"],
);
