import type { dynamic } from "@pulumi/pulumi";
import { type CloudflareApi, CloudflareApiError, cloudflareApi } from "../../release/rollout.ts";
import { type Pause, repeat } from "./repeat.ts";

/** @see https://developers.cloudflare.com/vectorize/best-practices/create-indexes/ */
const distanceMetrics = ["cosine", "euclidean", "dot-product"] as const;

/** Everything is fixed when an index is made: each change is a new index. */
export interface VectorizeIndexInputs {
  readonly accountId: string;
  /** 1 to 64 lower-case letters, digits or `-`. */
  readonly indexName: string;
  /** 1 to 1536. */
  readonly dimensions: number;
  readonly metric: (typeof distanceMetrics)[number];
}

interface IndexAnswer {
  readonly name: string;
  readonly config: { readonly dimensions: number; readonly metric: string };
}

type IndexProvider = Required<
  Omit<dynamic.ResourceProvider<VectorizeIndexInputs, VectorizeIndexInputs>, "configure">
>;

const fields = ["accountId", "indexName", "dimensions", "metric"] as const;

/** The index resource against the API at A/vectorize/v2/indexes. */
export function vectorizeIndexProvider(
  connect: () => CloudflareApi = cloudflareApi,
  pause?: Pause,
): IndexProvider {
  return {
    check: async (_olds, news) => ({ inputs: news, failures: checkInputs(news) }),

    async create(inputs) {
      const call = connect();
      const found = await repeat(() => makeOrFind(call, inputs), pause);
      if (found !== undefined) expectAsDeclared(found, inputs);
      return { id: inputs.indexName, outs: inputs };
    },

    async read(id, props) {
      const accountId = props?.accountId ?? "";
      const index = await find(connect(), accountId, String(id));
      if (index === undefined) return { id: "" };
      const { dimensions, metric } = index.config;
      const found = {
        accountId,
        indexName: index.name,
        dimensions,
        metric: metric as VectorizeIndexInputs["metric"],
      };
      return { id, props: found };
    },

    async diff(_id, olds, news) {
      const replaces = fields.filter((field) => olds[field] !== news[field]);
      // Two indexes cannot have one name, so the old one goes first.
      return { changes: replaces.length > 0, replaces, deleteBeforeReplace: true };
    },

    /** Nothing can change in place; it is reached only by state that an older program left. */
    update: async (_id, _olds, news) => ({ outs: news }),

    async delete(id, props) {
      const path = `/accounts/${props.accountId}/vectorize/v2/indexes/${id}`;
      const call = connect();
      await repeat(() => call("DELETE", path).catch(ignoreMissing), pause);
    },
  };
}

export const provider = vectorizeIndexProvider();

function checkInputs({ indexName, dimensions, metric }: VectorizeIndexInputs) {
  const failures: dynamic.CheckFailure[] = [];
  if (!/^[a-z0-9][a-z0-9-]{0,63}$/.test(indexName)) {
    const reason = `"${indexName}" must be 1 to 64 lower-case letters, digits or "-".`;
    failures.push({ property: "indexName", reason });
  }
  if (!Number.isInteger(dimensions) || dimensions < 1 || dimensions > 1536) {
    const reason = `${dimensions} must be a whole number from 1 to 1536.`;
    failures.push({ property: "dimensions", reason });
  }
  if (!distanceMetrics.includes(metric)) {
    const reason = `"${metric}" must be one of ${distanceMetrics.join(", ")}.`;
    failures.push({ property: "metric", reason });
  }
  return failures;
}

/** @returns the index that was there before: a run that was killed after its POST leaves one nobody knows of. */
async function makeOrFind(
  call: CloudflareApi,
  { accountId, indexName, dimensions, metric }: VectorizeIndexInputs,
): Promise<IndexAnswer | undefined> {
  const path = `/accounts/${accountId}/vectorize/v2/indexes`;
  try {
    await call("POST", path, { name: indexName, config: { dimensions, metric } });
    return undefined;
  } catch (error) {
    const found = mayHaveHappened(error) ? await find(call, accountId, indexName) : undefined;
    if (found === undefined) throw error;
    return found;
  }
}

/** An index that was there is taken over if it fits. */
function expectAsDeclared({ config }: IndexAnswer, inputs: VectorizeIndexInputs): void {
  const { dimensions, metric } = config;
  if (dimensions === inputs.dimensions && metric === inputs.metric) return;
  throw new Error(
    `The Vectorize index ${inputs.indexName} exists with ${dimensions} dimensions and the metric ${metric}; ` +
      `${inputs.dimensions} and ${inputs.metric} are declared. Delete it or declare what it has.`,
  );
}

/**
 * `vectorize.index.duplicate_name`. assumption: the number.
 * @see https://github.com/alchemy-run/alchemy-async/pull/650
 */
const DUPLICATE_NAME = 3002;

/** The name is taken, or a fault says nothing about what was done. */
function mayHaveHappened(error: unknown): boolean {
  if (!(error instanceof CloudflareApiError)) return true;
  return error.codes.includes(DUPLICATE_NAME) || error.status === 409 || error.status >= 500;
}

async function find(
  call: CloudflareApi,
  accountId: string,
  indexName: string,
): Promise<IndexAnswer | undefined> {
  const path = `/accounts/${accountId}/vectorize/v2/indexes/${indexName}`;
  return (await call("GET", path).catch(ignoreMissing)) as IndexAnswer | undefined;
}

/** A deleted index answers 410 for a while, then 404. */
function ignoreMissing(error: unknown): undefined {
  const isMissing =
    error instanceof CloudflareApiError && (error.status === 404 || error.status === 410);
  if (!isMissing) throw error;
}
