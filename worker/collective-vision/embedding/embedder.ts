import type { Env } from "../env.ts";
import { hashedEmbedder } from "./hashed.ts";
import { workersAiEmbedder } from "./workers-ai.ts";

/** Turns texts into vectors that lie close when the texts are alike. */
export interface Embedder {
  /** Kept with each vector: vectors of different embedders cannot be compared. */
  readonly name: string;
  /** Cosine similarity below which two texts have nothing to do with each other. */
  readonly minimumScore: number;
  /** One vector of `dimensions` numbers per text, in order. */
  embed(texts: readonly string[]): Promise<number[][]>;
}

/** Of every vector, as the index is declared. */
export const dimensions = 768;

/** Workers AI where the stack binds it, else the local one. */
export function chooseEmbedder(env: Pick<Env, "AI">): Embedder {
  return env.AI === undefined ? hashedEmbedder : workersAiEmbedder(env.AI);
}

/** What of a feedback is embedded. */
export function embeddingText(feedback: { readonly title: string; readonly body: string }): string {
  return `${feedback.title}\n${feedback.body}`.trim();
}
