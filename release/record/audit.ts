import type { DeploymentNotes } from "../deployment-notes.ts";
import type { CloudflareApi } from "../rollout/cloudflare-api.ts";
import type { ServiceWorker } from "../service.ts";

/** What a Worker's KV namespace keeps of the last deployment or rollback, failed ones included. */
export interface AuditRecord extends DeploymentNotes {
  readonly kind: "deploy" | "rollback";
  readonly result: "succeeded" | "failed";
  /** Releases; empty where a version has no tag. */
  readonly previousVersion: string;
  readonly newVersion: string;
  /** Null for a Worker's first version. */
  readonly previousVersionId: string | null;
  readonly newVersionId: string;
  /** ISO 8601 in UTC. */
  readonly at: string;
  readonly by: string;
  readonly correlationId: string;
}

export const auditKey = "last_deploy";

/** An account has at most 1,000 namespaces. @see https://developers.cloudflare.com/kv/platform/limits/ */
const namespacesPerAccount = 1000;

/**
 * Writes the record over the last one.
 * @returns where it is: `collective-vision-staging/last_deploy`; undefined for a Worker without a place for it.
 * @throws when the namespace is not there or the API does not take it.
 */
export async function writeAuditRecord(
  api: CloudflareApi,
  { accountId, auditNamespace }: ServiceWorker,
  record: AuditRecord,
): Promise<string | undefined> {
  if (auditNamespace === undefined) return undefined;
  const namespaces = `/accounts/${accountId}/storage/kv/namespaces`;
  const list = await api("GET", `${namespaces}?per_page=${namespacesPerAccount}`);
  const found = (list as readonly { id: string; title: string }[]).find(
    ({ title }) => title === auditNamespace,
  );
  if (found === undefined) throw new Error(`There is no KV namespace ${auditNamespace}.`);
  await api("PUT", `${namespaces}/${found.id}/values/${auditKey}`, record);
  return `${auditNamespace}/${auditKey}`;
}
