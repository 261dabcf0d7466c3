import { type CloudflareApi, CloudflareApiError } from "../rollout/cloudflare-api.ts";
import type { WorkerMove } from "./choice.ts";
import { scriptPath } from "./history.ts";

interface Binding {
  readonly type: string;
  readonly name: string;
  readonly [field: string]: unknown;
}

interface VersionDetail {
  readonly resources: {
    readonly bindings?: readonly Binding[];
    readonly script_runtime?: { readonly migration_tag?: string };
  };
}

/** A resource that a version cannot do without, and where the API has it. */
interface BoundResource {
  /** `KV namespace 0f2a… (binding KV)` */
  readonly title: string;
  readonly path: string;
  /** Whether the answer has it, where a 404 does not say so. */
  isIn?(result: unknown): boolean;
}

/**
 * Why a Worker's target must not serve: a Durable Object migration lies in between, or something it
 * is bound to is gone. What cannot be found out, for a permission that the token lacks or an API
 * that is ill, is no obstacle: going back must not wait for it, and Cloudflare has its own checks.
 * @see https://developers.cloudflare.com/workers/versions-and-deployments/rollbacks/#limits
 */
export async function findObstacles(api: CloudflareApi, move: WorkerMove): Promise<string[]> {
  const { worker, target, withdrawn } = move;
  const detailOf = ({ id }: { id: string }) =>
    api("GET", `${scriptPath(worker)}/versions/${id}`) as Promise<VersionDetail>;
  const [before, after] = await Promise.all([detailOf(target), detailOf(withdrawn)]).catch(
    () => [] as VersionDetail[],
  );
  if (before === undefined || after === undefined) return [];
  const resources = (before.resources.bindings ?? []).flatMap((each) =>
    boundResource(each, worker.accountId),
  );
  const gone = await Promise.all(resources.map((each) => isGone(api, each)));
  return [
    ...migrationBetween(before, after),
    ...resources.filter((_, index) => gone[index]).map(({ title }) => `${title} is gone.`),
  ].map((reason) => `${worker.scriptName}: ${reason}`);
}

function migrationBetween(before: VersionDetail, after: VersionDetail): string[] {
  const [old, current] = [before, after].map(
    ({ resources }) => resources.script_runtime?.migration_tag ?? "none",
  );
  if (old === current) return [];
  return [
    `a Durable Object migration lies in between (tag ${old} before, ${current} now), and Cloudflare goes back past none.`,
  ];
}

async function isGone(api: CloudflareApi, { path, isIn }: BoundResource): Promise<boolean> {
  try {
    const result = await api("GET", path);
    return isIn !== undefined && !isIn(result);
  } catch (error) {
    return error instanceof CloudflareApiError && error.status === 404;
  }
}

/** @see cloudflare/workers-sdk `packages/wrangler/src/queues/client.ts`, which finds a queue by its name. */
function boundResource(binding: Binding, accountId: string): BoundResource[] {
  const account = `/accounts/${accountId}`;
  const found = (kind: string, field: string, path: string): BoundResource[] => {
    const id = binding[field];
    if (typeof id !== "string") return [];
    return [{ title: `${kind} ${id} (binding ${binding.name})`, path: `${account}/${path}/${id}` }];
  };
  switch (binding.type) {
    case "kv_namespace":
      return found("KV namespace", "namespace_id", "storage/kv/namespaces");
    case "d1":
      return found("D1 database", "database_id" in binding ? "database_id" : "id", "d1/database");
    case "r2_bucket":
      // A bucket under a jurisdiction is found by a header only.
      return binding.jurisdiction ? [] : found("R2 bucket", "bucket_name", "r2/buckets");
    case "vectorize":
      return found("Vectorize index", "index_name", "vectorize/v2/indexes");
    case "service":
      return found("Worker", "service", "workers/services");
    case "queue":
      return found("queue", "queue_name", "queues").map(({ title }) => ({
        title,
        path: `${account}/queues?name=${binding.queue_name}`,
        isIn: (queues) => Array.isArray(queues) && queues.length > 0,
      }));
    default:
      return [];
  }
}
