import { Problem } from "../../kit/problem.ts";

export type FeedbackSort = "votes" | "new";

/** The place of the last row of a page: the next page starts behind it. */
export interface Cursor {
  readonly sort: FeedbackSort;
  readonly votes: number;
  readonly createdAt: number;
  readonly id: string;
}

export function encodeCursor({ sort, votes, createdAt, id }: Cursor): string {
  const bytes = new TextEncoder().encode(JSON.stringify([sort, votes, createdAt, id]));
  return bytes.toBase64({ alphabet: "base64url", omitPadding: true });
}

/**
 * Reads a cursor that belongs to this sort order.
 *
 * @throws Problem invalid_request
 */
export function decodeCursor(text: string, sort: FeedbackSort): Cursor {
  const [of, votes, createdAt, id] = parseParts(text);
  const isCursor =
    of === sort &&
    Number.isSafeInteger(votes) &&
    Number.isSafeInteger(createdAt) &&
    typeof id === "string";
  if (!isCursor) {
    throw new Problem(
      "invalid_request",
      `"cursor" is not one this list gave for sort=${sort}. Start again without it.`,
    );
  }
  return { sort, votes: Number(votes), createdAt: Number(createdAt), id };
}

function parseParts(text: string): unknown[] {
  try {
    const bytes = Uint8Array.fromBase64(text, { alphabet: "base64url" });
    const parts: unknown = JSON.parse(new TextDecoder().decode(bytes));
    return Array.isArray(parts) ? parts : [];
  } catch {
    return [];
  }
}
