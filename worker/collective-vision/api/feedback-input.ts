import { Problem } from "../../kit/problem.ts";
import { toPlainText, toSingleLine } from "../../kit/text.ts";
import { limits } from "../limits.ts";
import type { Cursor, FeedbackSort } from "../store/cursor.ts";
import { decodeCursor } from "../store/cursor.ts";
import type { PageRequest } from "../store/feedback.ts";

export interface FeedbackInput {
  readonly title: string;
  readonly body: string;
  readonly authorName: string | null;
}

/**
 * Reads a new feedback; unknown fields are ignored, so that a newer widget can talk to an older API.
 *
 * @throws Problem invalid_request, naming every wrong field
 */
export function parseFeedback(input: unknown): FeedbackInput {
  const fields = fieldsOf(input);
  const title = toSingleLine(textOf(fields, "title"));
  const body = toPlainText(textOf(fields, "body"));
  const authorName = toSingleLine(textOf(fields, "authorName"));
  const { titleMinLength, titleMaxLength, bodyMaxLength, authorNameMaxLength } = limits;
  const problems = [
    checkLength("title", title, titleMinLength, titleMaxLength),
    checkLength("body", body, 0, bodyMaxLength),
    checkLength("authorName", authorName, 0, authorNameMaxLength),
  ].filter((problem) => problem !== undefined);
  if (problems.length > 0) throw new Problem("invalid_request", problems.join(" "));
  return { title, body, authorName: authorName || null };
}

/**
 * Reads who votes: an id that the voter's browser made up and keeps.
 *
 * @throws Problem invalid_request
 */
export function parseVoterId(input: unknown): string {
  const voterId = textOf(fieldsOf(input), "voterId");
  if (/^[A-Za-z0-9_-]{16,64}$/.test(voterId)) return voterId;
  throw new Problem(
    "invalid_request",
    '"voterId" must be 16 to 64 letters, digits, hyphens or underscores.',
  );
}

/** @throws Problem invalid_request */
export function parsePageRequest(query: Readonly<Record<string, string>>): PageRequest {
  const sort = parseSort(query.sort);
  return {
    sort,
    limit: parseLimit(query.limit, limits.pageSize, limits.pageSizeMax),
    after: parseAfter(query.cursor, sort),
  };
}

/** @throws Problem invalid_request */
export function parseLimit(text: string | undefined, usual: number, max: number): number {
  if (text === undefined) return usual;
  const limit = /^\d{1,3}$/.test(text) ? Number(text) : 0;
  if (limit >= 1 && limit <= max) return limit;
  throw new Problem("invalid_request", `"limit" must be a whole number from 1 to ${max}.`);
}

function parseSort(text: string | undefined): FeedbackSort {
  if (text === undefined || text === "votes") return "votes";
  if (text === "new") return "new";
  throw new Problem("invalid_request", '"sort" must be votes or new.');
}

function parseAfter(text: string | undefined, sort: FeedbackSort): Cursor | undefined {
  return text === undefined ? undefined : decodeCursor(text, sort);
}

function fieldsOf(input: unknown): Map<string, unknown> {
  if (typeof input !== "object" || input === null || Array.isArray(input)) {
    throw new Problem("invalid_request", "The body must be a JSON object.");
  }
  return new Map(Object.entries(input));
}

function textOf(fields: ReadonlyMap<string, unknown>, name: string): string {
  const value = fields.get(name) ?? "";
  if (typeof value === "string") return value;
  throw new Problem("invalid_request", `"${name}" must be a text.`);
}

function checkLength(
  name: string,
  { length }: string,
  min: number,
  max: number,
): string | undefined {
  if (length >= min && length <= max) return undefined;
  return `"${name}" is ${length} characters long; it must be ${min} to ${max}.`;
}
