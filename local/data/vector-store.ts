import type { Clock, Ids } from "../context.ts";
import type { Collection, Store } from "../store.ts";
import type { Vector, VectorMetric } from "./contract.ts";
import { compileFilter, indexMetadata, type MetadataIndex } from "./vector-filter.ts";
import { metrics } from "./vector-metric.ts";
import {
  VectorError,
  validateQueryVector,
  validateTopK,
  validateVectors,
  vectorLimits,
} from "./vector-rules.ts";
import { type StoredVector, VectorTable } from "./vector-table.ts";

interface IndexState {
  dimensions: number;
  metric: VectorMetric;
  metadataIndexes: MetadataIndex[];
  lastMutation: string | null;
  /** ISO 8601. */
  lastMutationAt: string | null;
}

export interface VectorIndexInfo {
  dimensions: number;
  vectorCount: number;
  processedUpToMutation: string | null;
  processedUpToDatetime: string | null;
}

export interface VectorQuery {
  /** The vector to look around; `vectorId` names a stored one instead. */
  vector?: readonly number[] | undefined;
  vectorId?: string | undefined;
  topK?: number | undefined;
  namespace?: string | undefined;
  returnValues?: boolean | undefined;
  returnMetadata?: "none" | "indexed" | "all" | undefined;
  filter?: unknown;
}

export interface VectorMatch {
  id: string;
  score: number;
  namespace?: string;
  values?: number[];
  metadata?: Record<string, unknown>;
}

/**
 * The Vectorize indexes, searched exactly. The real service searches approximately and applies
 * mutations some seconds later; here a mutation is applied when it is answered.
 */
export class VectorStore {
  readonly #store: Store;
  readonly #table: VectorTable;
  readonly #indexes: Collection<IndexState>;
  readonly #clock: Clock;
  readonly #ids: Ids;
  /** Vectors of an index as they were read last; dropped with every change. */
  readonly #cache = new Map<string, StoredVector[]>();

  constructor(store: Store, clock: Clock, ids: Ids) {
    this.#store = store;
    this.#table = new VectorTable(store);
    this.#indexes = store.collection("data.vectorIndexes");
    this.#clock = clock;
    this.#ids = ids;
  }

  createIndex(name: string, config: { dimensions: number; metric: VectorMetric }): void {
    this.#indexes.put(name, {
      ...config,
      metadataIndexes: [],
      lastMutation: null,
      lastMutationAt: null,
    });
  }

  /** @throws VectorError `index-not-found`, as every call on an index that does not exist. */
  describe(name: string): VectorIndexInfo {
    const index = this.#index(name);
    return {
      dimensions: index.dimensions,
      vectorCount: this.#table.count(name),
      processedUpToMutation: index.lastMutation,
      processedUpToDatetime: index.lastMutationAt,
    };
  }

  /** Leaves ids that exist as they are. @returns the mutation's id. */
  insert(name: string, vectors: readonly Vector[]): string {
    return this.#write(name, vectors, false);
  }

  /** Replaces vectors of the same ids. @returns the mutation's id. */
  upsert(name: string, vectors: readonly Vector[]): string {
    return this.#write(name, vectors, true);
  }

  /** @returns the mutation's id. */
  deleteByIds(name: string, ids: readonly string[]): string {
    return this.#mutate(name, () => {
      for (const id of ids) this.#table.delete(name, id);
    });
  }

  getByIds(name: string, ids: readonly string[]): Vector[] {
    this.#index(name);
    return ids
      .map((id) => this.#table.get(name, id))
      .filter((vector) => vector !== undefined)
      .map(describeVector);
  }

  /** The nearest vectors, nearest first. @throws VectorError */
  query(name: string, query: VectorQuery): VectorMatch[] {
    const index = this.#index(name);
    const { topK = 5, returnValues = false, returnMetadata = "none" } = query;
    validateTopK(topK, returnValues || returnMetadata === "all");
    const target = this.#target(name, index, query);
    const matchesFilter = compileFilter(query.filter);
    const { score, direction } = metrics[index.metric];
    return this.#vectors(name)
      .filter(
        (vector) =>
          (query.namespace === undefined || vector.namespace === query.namespace) &&
          matchesFilter(vector.indexed),
      )
      .map((vector) => ({ vector, score: score(target, vector.values) }))
      .sort((one, other) => direction * (other.score - one.score))
      .slice(0, topK)
      .map(({ vector, score }) => describeMatch(vector, score, returnValues, returnMetadata));
  }

  ids(name: string, after: string, limit: number): string[] {
    this.#index(name);
    return this.#table.ids(name, after, limit);
  }

  /** Vectors that are in the index already stay out of the new metadata index, as at Cloudflare. */
  createMetadataIndex(name: string, metadataIndex: MetadataIndex): string {
    const index = this.#index(name);
    if (index.metadataIndexes.length >= vectorLimits.metadataIndexes) {
      throw new VectorError(
        "invalid-metadata-index",
        `an index has at most ${vectorLimits.metadataIndexes} metadata indexes`,
      );
    }
    return this.#mutate(name, () => {
      const others = this.#otherMetadataIndexes(index, metadataIndex.propertyName);
      this.#indexes.put(name, { ...index, metadataIndexes: [...others, metadataIndex] });
    });
  }

  deleteMetadataIndex(name: string, propertyName: string): string {
    const index = this.#index(name);
    return this.#mutate(name, () => {
      const metadataIndexes = this.#otherMetadataIndexes(index, propertyName);
      this.#indexes.put(name, { ...index, metadataIndexes });
    });
  }

  metadataIndexes(name: string): readonly MetadataIndex[] {
    return this.#index(name).metadataIndexes;
  }

  deleteIndex(name: string): void {
    this.#store.transaction(() => {
      this.#table.deleteAll(name);
      this.#indexes.delete(name);
    });
    this.#cache.delete(name);
  }

  #index(name: string): IndexState {
    const index = this.#indexes.get(name);
    if (index) return index;
    throw new VectorError("index-not-found", `vectorize.index.not_found - Index name "${name}"`);
  }

  #write(name: string, vectors: readonly Vector[], replaces: boolean): string {
    const index = this.#index(name);
    validateVectors(vectors, index.dimensions);
    return this.#mutate(name, () => {
      for (const vector of vectors) {
        const indexed = indexMetadata(vector.metadata, index.metadataIndexes);
        this.#table.put(name, vector, indexed, replaces);
      }
    });
  }

  #mutate(name: string, work: () => void): string {
    const lastMutation = this.#ids.uuid();
    this.#store.transaction(() => {
      work();
      const lastMutationAt = this.#clock.now().toISOString();
      this.#indexes.put(name, { ...this.#index(name), lastMutation, lastMutationAt });
    });
    this.#cache.delete(name);
    return lastMutation;
  }

  #target(name: string, index: IndexState, query: VectorQuery): Float32Array {
    if (query.vectorId !== undefined) {
      const stored = this.#table.get(name, query.vectorId);
      if (stored) return stored.values;
      throw new VectorError("vector-not-found", `vector id "${query.vectorId}" not found`);
    }
    const vector = query.vector ?? [];
    validateQueryVector(vector, index.dimensions);
    return Float32Array.from(vector);
  }

  #vectors(name: string): StoredVector[] {
    const vectors = this.#cache.get(name) ?? this.#table.all(name);
    this.#cache.set(name, vectors);
    return vectors;
  }

  #otherMetadataIndexes(index: IndexState, propertyName: string): MetadataIndex[] {
    return index.metadataIndexes.filter((other) => other.propertyName !== propertyName);
  }
}

function describeVector(vector: StoredVector): Vector {
  return {
    id: vector.id,
    values: Array.from(vector.values),
    ...(vector.namespace === "" ? {} : { namespace: vector.namespace }),
    ...(vector.metadata === undefined ? {} : { metadata: vector.metadata }),
  };
}

function describeMatch(
  vector: StoredVector,
  score: number,
  withValues: boolean,
  withMetadata: "none" | "indexed" | "all",
): VectorMatch {
  const { id, values, namespace, metadata } = describeVector(vector);
  const returned = { none: undefined, indexed: vector.indexed, all: metadata }[withMetadata];
  return {
    id,
    score,
    ...(namespace === undefined ? {} : { namespace }),
    ...(withValues ? { values } : {}),
    ...(returned === undefined ? {} : { metadata: returned }),
  };
}
