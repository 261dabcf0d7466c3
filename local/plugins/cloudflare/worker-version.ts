import { isObject, type Plain, type PlainObject } from "../grpc/property-value.ts";
import { orMissing } from "../http/api-error.ts";
import type { Call, Existing } from "../resource.ts";
import type { Change } from "../schema/changes.ts";
import { integer, list, object, output, type Properties, text } from "../schema/property.ts";
import { complete, fromWire, snakeNaming, toWire } from "../schema/wire.ts";
import type { CloudflareClient } from "./client.ts";
import { accountId, type CloudflareResource, cloudflareToken } from "./resource.ts";
import { assets, hashAssets, uploadAssets } from "./worker-assets.ts";
import { binding } from "./worker-bindings.ts";
import {
  absolutePath,
  hashModules,
  modules,
  modulesFromWire,
  modulesToWire,
} from "./worker-modules.ts";

const replaces = { replaces: true } as const;
const classes = list(text());
const renamed = list(object({ from: text(), to: text() }));
const transferred = list(object({ from: text(), fromScript: text(), to: text() }));

const migrationStep = {
  deletedClasses: classes,
  newClasses: classes,
  newSqliteClasses: classes,
  renamedClasses: renamed,
  transferredClasses: transferred,
};

const properties: Properties = {
  accountId,
  workerId: text({ required: true, ...replaces }),
  compatibilityDate: text(replaces),
  compatibilityFlags: list(text(), { kept: true, unordered: true, ...replaces }),
  mainModule: text(replaces),
  modules,
  bindings: list(binding, { matchBy: "name" }),
  assets,
  annotations: object(
    {
      workersMessage: text({ kept: true, wire: "workers/message" }),
      workersTag: text({ kept: true, wire: "workers/tag" }),
      workersTriggeredBy: text({ kept: true, wire: "workers/triggered_by" }),
    },
    { kept: true },
  ),
  limits: object(
    { cpuMs: integer({ kept: true }), subrequests: integer({ kept: true }) },
    { kept: true, ...replaces },
  ),
  migrations: object(
    { ...migrationStep, newTag: text(), oldTag: text(), steps: list(object(migrationStep)) },
    replaces,
  ),
  placement: object(
    {
      host: text(),
      hostname: text(),
      mode: text(),
      region: text(),
      targets: list(object({ host: text(), hostname: text(), region: text() })),
    },
    replaces,
  ),
  containers: list(object({ className: text({ required: true }) }), replaces),
  usageModel: text({ default: "standard", ...replaces }),
  createdOn: output(text()),
  mainScriptBase64: output(text()),
  migrationTag: output(text()),
  number: output(integer()),
  source: output(text()),
  startupTimeMs: output(integer()),
  urls: output(list(text())),
};

/** An immutable version: nothing is sent when it is updated or deleted. */
export const workerVersion: CloudflareResource = {
  token: cloudflareToken("workerVersion"),
  isFixed: true,
  properties,
  refine: (planned, files) => hashAssets(hashModules(planned, files), files),
  alsoReplaces,
  async create(call, planned) {
    const answer = await call.api.request("POST", versionsPath(planned), {
      body: await bodyOf(call, planned),
    });
    const state = complete(planned, stateFrom(answer, planned));
    return { id: String((answer as { id: string }).id), state };
  },
  async read({ api }, id, prior) {
    const path = `${versionsPath(prior)}/${id}`;
    const answer = await orMissing(api.request("GET", path, { query: { include: "modules" } }));
    if (answer === undefined) return undefined;
    const { accountId: account = null, workerId = null } = prior;
    return { id, state: { ...stateFrom(answer, prior), accountId: account, workerId } };
  },
  update: async (_, { id, state }, planned): Promise<Existing> => {
    const { modules: moved } = planned;
    return { id, state: moved === undefined ? state : { ...state, modules: moved } };
  },
  delete: async () => {},
  parseImportId(importId) {
    const [account = "", workerId = "", id = ""] = importId.split("/");
    return { id, state: { accountId: account, workerId } };
  },
};

function versionsPath({ accountId: account, workerId }: PlainObject): string {
  if (typeof account !== "string") throw new Error("missing required account_id parameter");
  return `/accounts/${account}/workers/workers/${String(workerId)}/versions`;
}

async function bodyOf(call: Call<CloudflareClient>, planned: PlainObject): Promise<PlainObject> {
  const { accountId: _, workerId: __, ...sent } = properties;
  const body = toWire(sent, planned, undefined, snakeNaming);
  const { bindings } = body;
  const files = modulesToWire(planned, call);
  return {
    ...body,
    ...(Array.isArray(bindings) ? { bindings: sortedByName(bindings) } : {}),
    ...(files === undefined ? {} : { modules: files }),
    ...(await assetsToWire(call, planned, body)),
  };
}

async function assetsToWire(
  { api, workingDirectory }: Call<CloudflareClient>,
  planned: PlainObject,
  body: PlainObject,
): Promise<PlainObject> {
  const { assets: given, accountId: account, workerId } = planned;
  const directory = isObject(given) ? (given as PlainObject).directory : undefined;
  if (typeof directory !== "string") return {};
  const worker = (await api.request(
    "GET",
    `/accounts/${String(account)}/workers/workers/${String(workerId)}`,
  )) as { name: string };
  const folder = absolutePath(directory, workingDirectory);
  const jwt = await uploadAssets(api, String(account), worker.name, folder);
  return { assets: { ...(body.assets as PlainObject), jwt } };
}

function sortedByName(bindings: readonly Plain[]): Plain[] {
  const nameOf = (item: Plain) => String((item as PlainObject).name);
  return bindings.toSorted((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1));
}

function stateFrom(answer: unknown, prior: PlainObject): PlainObject {
  const fields = (answer ?? {}) as Record<string, unknown>;
  const isImport = prior.modules === undefined;
  const read = modulesFromWire(fields.modules, isImport);
  const state = fromWire(properties, { ...fields, modules: read }, prior, snakeNaming);
  return read === undefined && prior.modules !== undefined
    ? { ...state, modules: prior.modules }
    : withModuleBytes(state, prior);
}

/** The API's answer has the bytes; the state keeps them in the form that the program gave. */
function withModuleBytes(state: PlainObject, prior: PlainObject): PlainObject {
  const { modules: read } = state;
  const { modules: before } = prior;
  if (!Array.isArray(read) || !Array.isArray(before)) return state;
  const merged = read.map((module): PlainObject => {
    const name = (module as PlainObject).name;
    const known = before.find((each) => isObject(each) && (each as PlainObject).name === name);
    const { contentBase64 } = (known ?? {}) as PlainObject;
    return {
      ...(module as PlainObject),
      ...(contentBase64 === undefined ? {} : { contentBase64 }),
    };
  });
  return { ...state, modules: merged };
}

const SOURCE_OF_BYTES = /^modules\[\d+\]\.content(File|Base64)$/;

/**
 * Two things the schema does not tell (observed, see WorkerVersion in docs/decisions):
 * bindings or annotations that come or go as a whole are an in-place update that changes nothing,
 * and any other difference on a version with bindings replaces it.
 */
function alsoReplaces(
  changes: readonly Change[],
  state: PlainObject,
  planned: PlainObject,
): string[] {
  const isOnBoth = (name: string) => state[name] !== undefined && planned[name] !== undefined;
  const isChanged = (name: string) =>
    changes.some(
      ({ path }) => path === name || path.startsWith(`${name}.`) || path.startsWith(`${name}[`),
    );
  const others = changes.some(({ path }) => !SOURCE_OF_BYTES.test(path));
  const named = ["bindings", "annotations"].filter((name) => isOnBoth(name) && isChanged(name));
  return isOnBoth("bindings") && hasBindings(state, planned) && others
    ? [...new Set([...named, "bindings"])]
    : named;
}

function hasBindings(state: PlainObject, planned: PlainObject): boolean {
  return [state, planned].every(({ bindings }) => Array.isArray(bindings) && bindings.length > 0);
}
