import { callDependency } from "../../kit/dependency.ts";
import type { Board } from "../store/board.ts";
import { type Embedder, embeddingText } from "./embedder.ts";

/** Similarity of a feedback to the one asked about, from 0 to 1. */
export interface Match {
  readonly id: string;
  readonly score: number;
}

interface Embeddable {
  readonly id: string;
  readonly title: string;
  readonly body: string;
}

/** The index keeps boards apart by namespace. */
function namespaceOf({ workspace, board }: Board): string {
  return `${workspace}/${board}`;
}

/** Writes feedback of one board into the index; the same feedback again replaces its vector. */
export async function indexFeedback(
  index: Vectorize,
  embedder: Embedder,
  board: Board,
  feedback: readonly Embeddable[],
): Promise<void> {
  const vectors = await callDependency("embeddings", () =>
    embedder.embed(feedback.map(embeddingText)),
  );
  const entries = feedback.map(({ id }, position) => ({
    id,
    values: vectors[position] ?? [],
    namespace: namespaceOf(board),
    metadata: { embedder: embedder.name },
  }));
  await callDependency("vectorize", () => index.upsert(entries));
}

/**
 * The feedback of the board that is most like this one, best first. It is embedded anew, so it need
 * not be in the index yet.
 */
export async function findSimilar(
  index: Vectorize,
  embedder: Embedder,
  board: Board,
  feedback: Embeddable,
  limit: number,
): Promise<Match[]> {
  const [vector = []] = await callDependency("embeddings", () =>
    embedder.embed([embeddingText(feedback)]),
  );
  const { matches } = await callDependency("vectorize", () =>
    index.query(vector, { topK: limit + 1, namespace: namespaceOf(board), returnMetadata: "all" }),
  );
  return matches
    .filter(({ id, metadata }) => id !== feedback.id && metadata?.embedder === embedder.name)
    .filter(({ score }) => score >= embedder.minimumScore)
    .slice(0, limit)
    .map(({ id, score }) => ({ id, score }));
}
