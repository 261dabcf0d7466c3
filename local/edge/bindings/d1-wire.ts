import type { D1Result, D1Statement, D1Value } from "../../data/contract.ts";
import { D1Error } from "../../data/d1-error.ts";
import type { D1Store } from "../../data/d1-store.ts";
import { json, refusal, type WireHandler, type WireRequest, type WireResponse } from "./wire.ts";

const BOOKMARK_HEADER = "x-cf-d1-session-commit-token";

interface WireStatement {
  sql: string;
  params?: unknown[] | null;
}

/**
 * What `cloudflare-internal:d1-api` speaks: `POST /query` and `/execute?resultsFormat=…` with one
 * statement or a batch; BLOBs are arrays of numbers both ways. Failures are answers of status 200.
 * @see workerd `src/cloudflare/internal/d1-api.ts`, and requests observed from workerd 1.20261102
 */
export function d1Wire(d1: D1Store): WireHandler {
  return (request) => {
    if (request.method !== "POST" || !/^\/(query|execute)$/.test(request.url.pathname)) {
      return refusal(404, "Not Found");
    }
    try {
      return query(d1, request);
    } catch (error) {
      if (error instanceof D1Error) return json({ success: false, error: error.message });
      throw error;
    }
  };
}

function query(d1: D1Store, { resource, url, body }: WireRequest): WireResponse {
  const input = JSON.parse(body.toString()) as WireStatement | WireStatement[];
  const statements = (Array.isArray(input) ? input : [input]).filter(hasStatement);
  if (statements.length === 0) throw new D1Error("No SQL statements detected.");
  const format = url.searchParams.get("resultsFormat") ?? "ARRAY_OF_OBJECTS";
  const results = d1
    .query(resource, statements.map(parseStatement))
    // A binding's statement answers with the last result of its text.
    .map((texts) => describeResult(texts.at(-1), format));
  return json(results, { [BOOKMARK_HEADER]: d1.bookmark(resource) });
}

/** `exec()` cuts its text at line ends, so a line may be empty or hold only a comment. */
function hasStatement({ sql }: WireStatement): boolean {
  return sql.replace(/^\s*--.*$/gm, "").trim() !== "";
}

function parseStatement({ sql, params }: WireStatement): D1Statement {
  return { sql, params: (params ?? []).map(parseValue) };
}

function parseValue(value: unknown): D1Value {
  if (typeof value === "boolean") return value ? 1 : 0;
  if (Array.isArray(value)) return Uint8Array.from(value as number[]);
  if (value === null || typeof value === "number" || typeof value === "string") return value;
  throw new D1Error(`Type '${typeof value}' not supported for value '${String(value)}'`);
}

function describeResult(result: D1Result | undefined, format: string) {
  const { columns = [], rows = [], meta } = result ?? {};
  const cells = rows.map((row) => row.map(describeValue));
  const results =
    format === "ROWS_AND_COLUMNS"
      ? { columns, rows: cells }
      : cells.map((row) => Object.fromEntries(columns.map((name, index) => [name, row[index]])));
  return {
    success: true,
    results,
    meta: {
      served_by: "local",
      served_by_primary: true,
      total_attempts: 1,
      timings: { sql_duration_ms: meta?.duration ?? 0 },
      ...meta,
    },
  };
}

function describeValue(value: D1Value): unknown {
  return value instanceof Uint8Array ? Array.from(value) : value;
}
