import type { VectorMetric } from "./contract.ts";

/**
 * Scores as Vectorize defines them, and which of two is nearer.
 * @see https://developers.cloudflare.com/vectorize/best-practices/create-indexes/#distance-metrics
 */
interface Metric {
  score(one: Float32Array, other: Float32Array): number;
  /** 1 when a greater score is nearer, -1 when a smaller one is. */
  direction: 1 | -1;
}

export const metrics: Record<VectorMetric, Metric> = {
  cosine: { score: cosine, direction: 1 },
  euclidean: { score: euclidean, direction: -1 },
  // The negative product: -1000 is nearer than -500.
  "dot-product": { score: (one, other) => -dot(one, other), direction: -1 },
};

function dot(one: Float32Array, other: Float32Array): number {
  let sum = 0;
  for (let index = 0; index < one.length; index++) sum += (one[index] ?? 0) * (other[index] ?? 0);
  return sum;
}

function cosine(one: Float32Array, other: Float32Array): number {
  const lengths = Math.sqrt(dot(one, one) * dot(other, other));
  return lengths === 0 ? 0 : dot(one, other) / lengths;
}

function euclidean(one: Float32Array, other: Float32Array): number {
  let sum = 0;
  for (let index = 0; index < one.length; index++) {
    sum += ((one[index] ?? 0) - (other[index] ?? 0)) ** 2;
  }
  return Math.sqrt(sum);
}
