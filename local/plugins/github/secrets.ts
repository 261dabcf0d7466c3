import type { PlainObject } from "../grpc/property-value.ts";
import { orMissing } from "../http/api-error.ts";
import type { Call, Existing } from "../resource.ts";
import { flag, output, type Properties, text } from "../schema/property.ts";
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
import { sealedBox } from "./sealed-box.ts";

const hidden = text({ secret: true, unread: true });

const secretProperties: Properties = {
  repository,
  secretName: text({ required: true, replaces: true }),
  value: hidden,
  valueEncrypted: hidden,
  plaintextValue: hidden,
  encryptedValue: hidden,
  keyId: text({ kept: true, unread: true }),
  createdAt: output(text()),
  updatedAt: output(text()),
  remoteUpdatedAt: output(text()),
  repositoryId,
};

const VALUES = ["value", "valueEncrypted", "plaintextValue", "encryptedValue"] as const;

function checkTogether(inputs: PlainObject): string[] {
  const given = VALUES.filter((name) => inputs[name] !== undefined);
  return given.length === 1
    ? []
    : [
        `Exactly one of value, value_encrypted, plaintext_value, encrypted_value must be given; got ${given.length === 0 ? "none" : given.join(", ")}.`,
      ];
}

/** Where the secrets of one repository or environment are. */
type Scope = (state: PlainObject) => { secrets: (api: GithubClient) => string; id: string };

/**
 * The vendor never tells a value. A secret that was changed elsewhere is noticed on refresh
 * (`remoteUpdatedAt`) and not repaired; only a deleted one is made again (observed).
 */
function secretResource(
  name: string,
  properties: Properties,
  scope: Scope,
  idParts: string[],
): GithubResource {
  const put = async ({ api }: Call<GithubClient>, planned: PlainObject): Promise<Existing> => {
    const number = await api.repositoryId(planned.repository);
    const place = scope({ ...planned, repositoryId: number });
    const path = `${place.secrets(api)}/${String(planned.secretName)}`;
    const { key, box } = await encrypt(api, place.secrets(api), planned);
    await api.request("PUT", path, { body: { key_id: key, encrypted_value: box } });
    const answer = (await api.request("GET", path)) as Dates;
    const { created_at, updated_at } = answer;
    const dates = { createdAt: created_at, updatedAt: updated_at, remoteUpdatedAt: updated_at };
    return { id: place.id, state: { ...planned, ...dates, keyId: key, repositoryId: number } };
  };
  return {
    token: githubToken(name),
    properties,
    checkTogether,
    create: put,
    update: (call, _, planned) => put(call, planned),
    async read({ api }, id, prior) {
      const parts = splitId(id, ...idParts);
      const number = await repositoryNumber(api, prior, parts.repository);
      const state: PlainObject = { ...prior, ...parts, repositoryId: number };
      const path = `${scope(state).secrets(api)}/${String(parts.secretName)}`;
      const answer = (await orMissing(api.request("GET", path))) as Dates | undefined;
      if (answer === undefined) return undefined;
      const { created_at, updated_at } = answer;
      const former = { createdAt: created_at, updatedAt: updated_at };
      return { id, state: { ...former, ...state, remoteUpdatedAt: updated_at } };
    },
    async delete({ api }, { state }) {
      await api.request("DELETE", `${scope(state).secrets(api)}/${String(state.secretName)}`);
    },
    parseImportId: (id) => ({ id, state: {} }),
  };
}

interface Dates {
  created_at: string;
  updated_at: string;
}

async function encrypt(
  api: GithubClient,
  secrets: string,
  planned: PlainObject,
): Promise<{ key: string; box: string }> {
  const given = planned.valueEncrypted ?? planned.encryptedValue;
  const { keyId } = planned;
  if (typeof given === "string" && typeof keyId === "string") return { key: keyId, box: given };
  const answer = await api.request("GET", `${secrets}/public-key`);
  const { key, key_id } = answer as { key: string; key_id: string };
  const plain = String(planned.value ?? planned.plaintextValue);
  return { key: key_id, box: typeof given === "string" ? given : await sealedBox(key, plain) };
}

/** Addressed by the repository's number, unlike the environment itself (observed). */
export const actionsEnvironmentSecret: GithubResource = {
  ...secretResource(
    "actionsEnvironmentSecret",
    { ...secretProperties, environment: text({ required: true, replaces: true }) },
    ({ repository: name, environment, secretName, repositoryId: number }) => ({
      id: joinId(name, environment, secretName),
      secrets: () =>
        `/repositories/${String(number)}/environments/${encodeURIComponent(String(environment))}/secrets`,
    }),
    ["repository", "environment", "secretName"],
  ),
  deleteBeforeReplace: true,
};

export const actionsSecret: GithubResource = secretResource(
  "actionsSecret",
  { ...secretProperties, destroyOnDrift: flag({ unread: true }) },
  ({ repository: name, secretName }) => ({
    id: joinId(name, secretName),
    secrets: (api) => `${api.repositoryPath(name)}/actions/secrets`,
  }),
  ["repository", "secretName"],
);
