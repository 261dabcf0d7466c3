import { type CloudflareApi, CloudflareApiError } from "../rollout/cloudflare-api.ts";
import {
  type Binding,
  boundObject,
  describeBound,
  readVersion,
  type VersionDetail,
} from "./bindings.ts";
import type { WorkerMove } from "./choice.ts";

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
export function findObstacles(api: CloudflareApi, move: WorkerMove): Promise<string[]> {
  return lookForObstacles(api, move).catch(() => []);
}

async function lookForObstacles(api: CloudflareApi, move: WorkerMove): Promise<string[]> {
  const { worker, target, withdrawn } = move;
  const detailOf = ({ id }: { id: string }) => readVersion(api, worker, id);
  const [before, after] = await Promise.all([detailOf(target), detailOf(withdrawn)]);
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
  const bound = boundObject(binding);
  // A bucket under a jurisdiction is found by a header only.
  if (bound === undefined || binding.jurisdiction) return [];
  const title = describeBound(bound, binding);
  const account = `/accounts/${accountId}`;
  if (binding.type === "queue") {
    const isIn = (queues: unknown) => Array.isArray(queues) && queues.length > 0;
    return [{ title, path: `${account}/queues?name=${bound.id}`, isIn }];
  }
  return [{ title, path: `${account}/${collections[binding.type]}/${bound.id}` }];
}

/** Where the API has what bindings of a type bind. */
const collections: Readonly<Record<string, string>> = {
  kv_namespace: "storage/kv/namespaces",
  d1: "d1/database",
  r2_bucket: "r2/buckets",
  vectorize: "vectorize/v2/indexes",
  service: "workers/services",
};
