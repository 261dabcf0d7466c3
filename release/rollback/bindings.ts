import type { CloudflareApi } from "../rollout/cloudflare-api.ts";
import type { ServiceWorker } from "../service.ts";
import { scriptPath } from "./history.ts";

export interface Binding {
  readonly type: string;
  readonly name: string;
  readonly [field: string]: unknown;
}

export interface VersionDetail {
  readonly resources: {
    readonly bindings?: readonly Binding[];
    readonly script_runtime?: { readonly migration_tag?: string };
  };
}

/** @see https://developers.cloudflare.com/api/resources/workers/subresources/scripts/subresources/versions/ */
export async function readVersion(
  api: CloudflareApi,
  worker: ServiceWorker,
  versionId: string,
): Promise<VersionDetail> {
  return (await api("GET", `${scriptPath(worker)}/versions/${versionId}`)) as VersionDetail;
}

/** What a version cannot do without: Cloudflare deploys it no more once that is gone. */
export interface BoundObject {
  readonly kind: string;
  /** Its id, or its name where bindings go by names. */
  readonly id: string;
}

/** By a binding's type: what it binds, and the fields that may name it, the first one that is there. */
const kinds: Readonly<Record<string, readonly [kind: string, ...fields: string[]]>> = {
  kv_namespace: ["KV namespace", "namespace_id"],
  d1: ["D1 database", "database_id", "id"],
  r2_bucket: ["R2 bucket", "bucket_name"],
  vectorize: ["Vectorize index", "index_name"],
  queue: ["queue", "queue_name"],
  service: ["Worker", "service"],
};

/** Undefined for bindings that are values, or the account's own. */
export function boundObject(binding: Binding): BoundObject | undefined {
  const [kind, ...fields] = kinds[binding.type] ?? [];
  const id = fields.map((field) => binding[field]).find((value) => value !== undefined);
  return kind !== undefined && typeof id === "string" ? { kind, id } : undefined;
}

/** `KV namespace 0f2a… (binding KV)` */
export function describeBound({ kind, id }: BoundObject, { name }: Binding): string {
  return `${kind} ${id} (binding ${name})`;
}
