import type { PlainObject } from "../grpc/property-value.ts";
import { orMissing } from "../http/api-error.ts";
import type { Call, Existing } from "../resource.ts";
import { fillPath } from "../rest.ts";
import { flag, output, text } from "../schema/property.ts";
import type { CloudflareClient } from "./client.ts";
import {
  accountId,
  type CloudflareResource,
  cloudflareResource,
  cloudflareToken,
} from "./resource.ts";

export const workersKvNamespace = cloudflareResource("workersKvNamespace", {
  collection: "/accounts/{accountId}/storage/kv/namespaces",
  importId: ["accountId", "id"],
  properties: {
    accountId,
    title: text({ required: true }),
    supportsUrlEncoding: output(flag()),
  },
});

const NAMESPACE = "/accounts/{accountId}/storage/kv/namespaces/{namespaceId}";

async function write({ api }: Call<CloudflareClient>, planned: PlainObject): Promise<Existing> {
  const form = new FormData();
  form.set("value", String(planned.value));
  if (planned.metadata !== undefined) form.set("metadata", String(planned.metadata));
  await api.put(fillPath(`${NAMESPACE}/values/{keyName}`, planned, ""), form);
  return { id: String(planned.keyName), state: planned };
}

/** A refresh asks for value and metadata and takes neither: only a missing key shows. */
export const workersKv: CloudflareResource = {
  token: cloudflareToken("workersKv"),
  properties: {
    accountId,
    namespaceId: text({ required: true, replaces: true }),
    keyName: text({ required: true, replaces: true }),
    value: text({ required: true, unread: true }),
    metadata: text({ unread: true }),
  },
  create: write,
  update: (call, _, planned) => write(call, planned),
  async read({ api }, id, state) {
    const value = await orMissing(api.raw(fillPath(`${NAMESPACE}/values/{keyName}`, state, id)));
    if (value === undefined) return undefined;
    await orMissing(api.request("GET", fillPath(`${NAMESPACE}/metadata/{keyName}`, state, id)));
    return { id, state: { value, ...state } };
  },
  async delete({ api }, { id, state }) {
    await api.request("DELETE", fillPath(`${NAMESPACE}/values/{keyName}`, state, id));
  },
  parseImportId(importId) {
    const [account = "", namespaceId = "", ...rest] = importId.split("/");
    const keyName = rest.join("/");
    return { id: keyName, state: { accountId: account, namespaceId, keyName } };
  },
};
