import { dimensions, type Embedder } from "./embedder.ts";

/**
 * Compares spelling, not meaning. Each word and each run of three or four letters in a word votes
 * for one dimension, chosen by its hash; the hash's lowest bit gives the sign, so that collisions
 * cancel out on average. The same text gives the same vector everywhere, with no model and no
 * network. "Dark mode" finds "dark theme mode"; it does not find "night colours".
 */
export const hashedEmbedder: Embedder = {
  name: "hashed-n-grams-1",
  minimumScore: 0.25,
  embed: (texts) => Promise.resolve(texts.map(embedText)),
};

function embedText(text: string): number[] {
  const vector = Array<number>(dimensions).fill(0);
  for (const [feature, count] of countFeatures(text)) {
    const hash = fnv1a(feature);
    const dimension = (hash >>> 1) % dimensions;
    const sign = hash & 1 ? 1 : -1;
    // The root keeps a word that is said ten times from drowning the rest.
    vector[dimension] = (vector[dimension] ?? 0) + sign * Math.sqrt(count);
  }
  return normalize(vector);
}

function countFeatures(text: string): Map<string, number> {
  const counts = new Map<string, number>();
  const words =
    text
      .normalize("NFKC")
      .toLowerCase()
      .match(/[\p{L}\p{N}]+/gu) ?? [];
  for (const feature of words.flatMap(featuresOf)) {
    counts.set(feature, (counts.get(feature) ?? 0) + 1);
  }
  return counts;
}

/** A word, and the n-grams of the word with its ends marked: `^dark$`. */
function featuresOf(word: string): string[] {
  const marked = `^${word}$`;
  const grams = [3, 4].flatMap((size) =>
    Array.from({ length: Math.max(0, marked.length - size + 1) }, (_, start) =>
      marked.slice(start, start + size),
    ),
  );
  return [word, ...grams];
}

/** FNV-1a, 32 bits, over UTF-16 units. */
function fnv1a(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  return hash >>> 0;
}

/** Length 1. A text without letters or digits points along the first axis: cosine needs a direction. */
function normalize(vector: number[]): number[] {
  const length = Math.hypot(...vector);
  if (length === 0) return vector.map((_, index) => (index === 0 ? 1 : 0));
  return vector.map((value) => value / length);
}
