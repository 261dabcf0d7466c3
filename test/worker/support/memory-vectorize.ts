/**
 * A Vectorize index in memory, as the Worker sees it: upserts by id, cosine, namespaces, and its
 * limits on vectors, namespaces and results. Its answers are immediate; the real ones come later.
 *
 * @see https://developers.cloudflare.com/vectorize/platform/limits/
 */
export class MemoryVectorize {
  readonly vectors = new Map<string, VectorizeVector>();
  upserts = 0;
  readonly #dimensions: number;

  constructor(dimensions = 768) {
    this.#dimensions = dimensions;
  }

  async describe(): Promise<VectorizeIndexInfo> {
    return {
      vectorCount: this.vectors.size,
      dimensions: this.#dimensions,
      processedUpToDatetime: 0,
      processedUpToMutation: 0,
    };
  }

  async upsert(vectors: VectorizeVector[]): Promise<VectorizeAsyncMutation> {
    if (vectors.length > 1000) throw new Error("VECTOR_UPSERT_ERROR: more than 1000 vectors");
    for (const vector of vectors) {
      this.#check(vector.values);
      if (new TextEncoder().encode(vector.namespace).length > 64) {
        throw new Error("VECTOR_UPSERT_ERROR: namespace longer than 64 bytes");
      }
      this.vectors.set(vector.id, vector);
    }
    this.upserts++;
    return { mutationId: String(this.upserts) };
  }

  async query(
    vector: number[],
    { topK = 5, namespace, returnMetadata }: VectorizeQueryOptions = {},
  ): Promise<VectorizeMatches> {
    this.#check(vector);
    if (returnMetadata === "all" && topK > 20) throw new Error("VECTOR_QUERY_ERROR: topK over 20");
    const matches = [...this.vectors.values()]
      .filter((each) => each.namespace === namespace)
      .map(({ id, values, metadata = {} }) => ({ id, score: cosine(vector, values), metadata }))
      .toSorted((a, b) => b.score - a.score)
      .slice(0, topK);
    return { matches, count: matches.length };
  }

  #check({ length }: VectorizeVector["values"]): void {
    if (length !== this.#dimensions) throw new Error(`VECTOR_ERROR: ${length} dimensions`);
  }
}

function cosine(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let dot = 0;
  for (let index = 0; index < a.length; index++) dot += (a[index] ?? 0) * (b[index] ?? 0);
  return dot / (length(a) * length(b));
}

function length(vector: ArrayLike<number>): number {
  return Math.sqrt(Array.from(vector).reduce((sum, value) => sum + value * value, 0));
}
