import { z } from "zod";
import { auditKey } from "../record/audit.ts";
import type { CloudflareApi } from "../rollout/cloudflare-api.ts";
import type { ServiceWorker } from "../service.ts";

/** The part of a Worker's audit record that tells people of its last deployment or rollback. */
export interface LastChange {
  readonly kind: "deploy" | "rollback";
  readonly result: "succeeded" | "failed";
  /** Releases; empty where a version has none. */
  readonly previousVersion: string;
  readonly newVersion: string;
  /** ISO 8601 in UTC. */
  readonly at: string;
  readonly by: string;
  readonly correlationId: string;
}

const lastChangeSchema: z.ZodType<LastChange> = z.object({
  kind: z.enum(["deploy", "rollback"]),
  result: z.enum(["succeeded", "failed"]),
  previousVersion: z.string(),
  newVersion: z.string(),
  at: z.string(),
  by: z.string(),
  correlationId: z.string(),
});

/**
 * Reads a Worker's audit record; undefined where it has none.
 * @throws what the API throws.
 * @see https://developers.cloudflare.com/api/resources/kv/subresources/namespaces/methods/bulk_get/
 */
export async function readLastChange(
  api: CloudflareApi,
  { accountId, auditNamespace }: ServiceWorker,
): Promise<LastChange | undefined> {
  if (auditNamespace === undefined) return undefined;
  const namespaces = `/accounts/${accountId}/storage/kv/namespaces`;
  const list = (await api("GET", `${namespaces}?per_page=1000`)) as readonly Namespace[];
  const found = list.find(({ title }) => title === auditNamespace);
  if (found === undefined) return undefined;
  const request = { keys: [auditKey], type: "json" };
  const { values } = (await api("POST", `${namespaces}/${found.id}/bulk/get`, request)) as {
    values: Readonly<Record<string, unknown>>;
  };
  return lastChangeSchema.safeParse(values[auditKey]).data;
}

interface Namespace {
  readonly id: string;
  readonly title: string;
}
