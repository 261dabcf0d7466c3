import { isObject, type PlainObject } from "../grpc/property-value.ts";
import type { FunctionDefinition } from "../resource.ts";
import { flag, object, type Properties, text } from "../schema/property.ts";
import { fromWire, snakeNaming } from "../schema/wire.ts";
import type { CloudflareClient } from "./client.ts";

const accountOutputs: Properties = {
  createdOn: text(),
  managedBy: object({ parentOrgId: text(), parentOrgName: text() }),
  name: text(),
  settings: object({ abuseContactEmail: text(), enforceTwofactor: flag() }),
  type: text(),
};

export const getAccount: FunctionDefinition<CloudflareClient> = {
  token: "cloudflare:index/getAccount:getAccount",
  inputs: {
    accountId: text(),
    filter: object({ direction: text(), name: text() }),
  },
  outputs: { ...accountOutputs, id: text(), accountId: text(), filter: object({}) },
  async invoke(api, args) {
    const wanted = args.accountId ?? (await onlyAccount(api, args.filter));
    const answer = await api.request("GET", `/accounts/${String(wanted)}`);
    const { id = String(wanted) } = answer as { id?: string };
    return {
      ...args,
      ...fromWire(accountOutputs, answer, undefined, snakeNaming),
      id,
      accountId: id,
    };
  },
};

async function onlyAccount(
  api: CloudflareClient,
  filter: PlainObject[string] | undefined,
): Promise<string> {
  const query = isObject(filter) ? (filter as Record<string, string>) : {};
  const found = ((await api.request("GET", "/accounts", { query })) ?? []) as { id: string }[];
  const [account] = found;
  if (account !== undefined && found.length === 1) return account.id;
  throw new Error(
    `failed to find exactly one result: ${found.length} accounts match ${JSON.stringify(query)}.`,
  );
}
