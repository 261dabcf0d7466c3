import type { DatabaseSync } from "node:sqlite";
import { sqlTokens } from "./sql-tokens.ts";

/** A statement that D1 refuses; the message is worded as D1's own, without the `D1_ERROR: `. */
export class D1Error extends Error {
  override readonly name = "D1Error";
}

/** @see https://www.sqlite.org/rescode.html */
const RESULT_CODES: Record<number, string> = {
  1: "SQLITE_ERROR",
  5: "SQLITE_BUSY",
  6: "SQLITE_LOCKED",
  7: "SQLITE_NOMEM",
  8: "SQLITE_READONLY",
  10: "SQLITE_IOERR",
  11: "SQLITE_CORRUPT",
  13: "SQLITE_FULL",
  14: "SQLITE_CANTOPEN",
  18: "SQLITE_TOOBIG",
  19: "SQLITE_CONSTRAINT",
  20: "SQLITE_MISMATCH",
  21: "SQLITE_MISUSE",
  23: "SQLITE_AUTH",
  25: "SQLITE_RANGE",
};

const CONSTRAINTS: Record<number, string> = {
  1: "CHECK",
  2: "COMMITHOOK",
  3: "FOREIGNKEY",
  4: "FUNCTION",
  5: "NOTNULL",
  6: "PRIMARYKEY",
  7: "TRIGGER",
  8: "UNIQUE",
  10: "ROWID",
  12: "DATATYPE",
};

interface SqliteError extends Error {
  /** SQLite's extended result code. */
  errcode: number;
}

export function isSqliteError(error: unknown): error is SqliteError {
  return error instanceof Error && "errcode" in error && typeof error.errcode === "number";
}

/**
 * SQLite's message with what D1 adds: the place of the mistake and the names of the result code.
 * Observed in workerd 1.20261102: `near "nope": syntax error at offset 0: SQLITE_ERROR`,
 * `UNIQUE constraint failed: t.b: SQLITE_CONSTRAINT (extended: SQLITE_CONSTRAINT_UNIQUE)`.
 */
export function describeSqliteError(error: SqliteError, sql: string, database: DatabaseSync) {
  const primary = error.errcode & 0xff;
  const name = RESULT_CODES[primary] ?? `SQLITE_${primary}`;
  const constraint = primary === 19 ? CONSTRAINTS[error.errcode >> 8] : undefined;
  const extended = constraint === undefined ? "" : ` (extended: SQLITE_CONSTRAINT_${constraint})`;
  const offset = findOffset(error.message, sql, database);
  const place = offset === undefined ? "" : ` at offset ${offset}`;
  return new D1Error(`${error.message}${place}: ${name}${extended}`);
}

/** Node does not hand out SQLite's own offset, so the culprit is looked for in the text. */
function findOffset(message: string, sql: string, database: DatabaseSync): number | undefined {
  const syntax = /^near "(.*)": syntax error$/s.exec(message)?.[1];
  if (syntax !== undefined) return syntaxErrorOffset(syntax, sql, database);
  const name =
    /^no such (?:column|function): (?:\w+\.)*"?([^"\s]+)/.exec(message)?.[1] ??
    /^(?:table|index|view|trigger) (\S+) already exists$/.exec(message)?.[1] ??
    /^not authorized to use function: (\S+)$/.exec(message)?.[1];
  if (name !== undefined) return findToken(sql, name)[0];
  if (message.startsWith("variable number must be between")) return tooHighParameter(sql);
  return undefined;
}

/** The parser fails on the first token after which the text so far has the same error. */
function syntaxErrorOffset(text: string, sql: string, database: DatabaseSync): number | undefined {
  return findToken(sql, text).find((start) => {
    try {
      database.prepare(sql.slice(0, start + text.length));
      return false;
    } catch (error) {
      return error instanceof Error && error.message === `near "${text}": syntax error`;
    }
  });
}

function findToken(sql: string, text: string): number[] {
  const wanted = text.toLowerCase();
  return Array.from(sqlTokens(sql))
    .filter((token) => token.text.toLowerCase() === wanted)
    .map((token) => offsetInBytes(sql, token.start));
}

function tooHighParameter(sql: string): number | undefined {
  const token = Array.from(sqlTokens(sql)).find(
    ({ kind, text }) => kind === "parameter" && !(Number(text.slice(1)) <= 100) && text !== "?",
  );
  return token && offsetInBytes(sql, token.start);
}

function offsetInBytes(sql: string, start: number): number {
  return Buffer.byteLength(sql.slice(0, start));
}
