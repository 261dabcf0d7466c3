import type { PlainObject } from "../grpc/property-value.ts";
import type { FunctionDefinition } from "../resource.ts";
import { flag, integer, list, number, object, type Properties, text } from "../schema/property.ts";
import { fromWire, snakeNaming } from "../schema/wire.ts";
import type { CloudflareClient } from "./client.ts";

const named = object({ id: text(), name: text() });

/** What the API tells of a zone. */
export const zoneOutputs: Properties = {
  account: named,
  activatedOn: text(),
  cnameSuffix: text(),
  createdOn: text(),
  developmentMode: number(),
  meta: object({
    cdnOnly: flag(),
    customCertificateQuota: integer(),
    dnsOnly: flag(),
    foundationDns: flag(),
    pageRuleQuota: integer(),
    phishingDetected: flag(),
    step: integer(),
  }),
  modifiedOn: text(),
  name: text(),
  nameServers: list(text()),
  originalDnshost: text(),
  originalNameServers: list(text()),
  originalRegistrar: text(),
  owner: object({ id: text(), name: text(), type: text() }),
  paused: flag(),
  permissions: list(text()),
  plan: object({
    canSubscribe: flag(),
    currency: text(),
    externallyManaged: flag(),
    frequency: text(),
    id: text(),
    isSubscribed: flag(),
    legacyDiscount: flag(),
    legacyId: text(),
    name: text(),
    price: number(),
  }),
  status: text(),
  tenant: named,
  tenantUnit: object({ id: text() }),
  type: text(),
  vanityNameServers: list(text()),
  verificationKey: text(),
};

/** Finds exactly one zone: by its id, or with a list call by filter and a second one by id. */
export const getZone: FunctionDefinition<CloudflareClient> = {
  token: "cloudflare:index/getZone:getZone",
  inputs: {
    zoneId: text(),
    filter: object({
      account: object({ id: text(), name: text() }),
      direction: text(),
      match: text(),
      name: text(),
      order: text(),
      status: text(),
    }),
  },
  outputs: { ...zoneOutputs, id: text(), zoneId: text(), filter: object({}) },
  async invoke(api, args) {
    const zoneId = args.zoneId ?? (await onlyZone(api, args.filter as PlainObject | undefined));
    const answer = await api.request("GET", `/zones/${String(zoneId)}`);
    const { id = String(zoneId) } = answer as { id?: string };
    return { ...args, ...fromWire(zoneOutputs, answer, undefined, snakeNaming), id, zoneId: id };
  },
};

async function onlyZone(api: CloudflareClient, filter: PlainObject | undefined): Promise<string> {
  const query = queryOf(filter ?? {});
  const found = ((await api.request("GET", "/zones", { query })) ?? []) as { id: string }[];
  const [zone] = found;
  if (zone !== undefined && found.length === 1) return zone.id;
  throw new Error(
    `failed to find exactly one result: ${found.length} zones match ${JSON.stringify(query)}. Give a filter that only one zone of the account matches.`,
  );
}

/** `{account: {id}}` → `account.id=…` */
function queryOf(filter: PlainObject, prefix = ""): Record<string, string> {
  return Object.fromEntries(
    Object.entries(filter).flatMap(([key, value]) =>
      typeof value === "object" && value !== null && !Array.isArray(value)
        ? Object.entries(queryOf(value, `${prefix}${key}.`))
        : [[`${prefix}${key}`, String(value)]],
    ),
  );
}
