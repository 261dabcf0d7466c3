import { ReleaseError } from "../release-error.ts";
import type { CloudflareApi } from "../rollout/cloudflare-api.ts";
import type { ServiceWorker } from "../service.ts";
import type { OpenAlert } from "./alerts.ts";

/** Where open alerts are kept between runs, so that each is told once by whoever runs next. */
export interface AlertMemory {
  open(): Promise<readonly OpenAlert[]>;
  remember(opened: readonly OpenAlert[], closed: readonly string[]): Promise<void>;
}

const prefix = "drift_alert:";

interface Key {
  readonly name: string;
  readonly metadata?: Omit<OpenAlert, "key">;
}

/**
 * Keeps them beside the record of the last deployment, one key per object, so that two runs at once
 * do not overwrite each other's. The list answers what it needs as the keys' metadata.
 * @throws ReleaseError `unknown-target` where the Worker has no such namespace.
 * @see https://developers.cloudflare.com/api/resources/kv/subresources/namespaces/
 */
export async function keyValueMemory(
  api: CloudflareApi,
  { accountId, auditNamespace }: ServiceWorker,
): Promise<AlertMemory> {
  const namespaces = `/accounts/${accountId}/storage/kv/namespaces`;
  const list = (await api("GET", `${namespaces}?per_page=1000`)) as readonly {
    id: string;
    title: string;
  }[];
  const id = list.find(({ title }) => title === auditNamespace)?.id;
  if (id === undefined) {
    throw new ReleaseError("unknown-target", `There is no KV namespace ${auditNamespace}.`);
  }
  const namespace = `${namespaces}/${id}`;
  return {
    async open() {
      const keys = (await api("GET", `${namespace}/keys?limit=1000&prefix=${prefix}`)) as Key[];
      return keys.flatMap(({ name, metadata }) =>
        metadata === undefined ? [] : [{ key: name.slice(prefix.length), ...metadata }],
      );
    },
    async remember(opened, closed) {
      const entries = opened.map(({ key, ...metadata }) => ({
        key: `${prefix}${key}`,
        value: "open",
        metadata,
      }));
      if (entries.length > 0) await api("PUT", `${namespace}/bulk`, entries);
      const over = closed.map((key) => `${prefix}${key}`);
      if (over.length > 0) await api("POST", `${namespace}/bulk/delete`, over);
    },
  };
}
