import { type Context, Hono } from "hono";
import { z } from "zod";
import type { D1Result, D1Value } from "../../../../data/contract.ts";
import { success } from "../../envelope.ts";
import { readBody } from "../request.ts";
import type { D1Database } from "../resources.ts";
import type { StorageContext } from "../storage-context.ts";
import { findDatabase } from "./databases.ts";
import { answering, bodyError } from "./errors.ts";

/** The documented parameters are strings; numbers, booleans, null and byte arrays are taken too. */
const valueSchema = z
  .union([z.string(), z.number(), z.boolean(), z.null(), z.array(z.number())])
  .transform((value): D1Value => {
    if (Array.isArray(value)) return Uint8Array.from(value);
    return typeof value === "boolean" ? Number(value) : value;
  });

const statementSchema = z.object({
  sql: z.string(),
  params: z.array(valueSchema).default([]),
});

const querySchema = z.union([
  z.object({ batch: z.array(statementSchema).min(1) }).transform(({ batch }) => batch),
  statementSchema.transform((statement) => [statement]),
]);

export function d1QueryRoutes(storage: StorageContext): Hono {
  const app = new Hono();
  const base = "/accounts/:account/d1/database/:database";
  app.post(`${base}/query`, (c) => answerQuery(storage, c, describeObjects));
  app.post(`${base}/raw`, (c) => answerQuery(storage, c, describeRows));
  return app;
}

async function answerQuery(
  storage: StorageContext,
  c: Context,
  describe: (result: D1Result) => unknown,
): Promise<Response> {
  const database = findDatabase(storage, c);
  const statements = await readBody(c, querySchema, bodyError);
  const results = answering(() => storage.data.d1.query(database.uuid, statements)).flat();
  return success(
    results.map((result) => ({
      results: describe(result),
      success: true,
      meta: describeMeta(result, database),
    })),
  );
}

function describeObjects({ columns, rows }: D1Result) {
  return rows.map((row) =>
    Object.fromEntries(columns.map((name, index) => [name, describeValue(row[index] ?? null)])),
  );
}

function describeRows({ columns, rows }: D1Result) {
  return { columns, rows: rows.map((row) => row.map(describeValue)) };
}

function describeValue(value: D1Value): unknown {
  return value instanceof Uint8Array ? Array.from(value) : value;
}

export function describeMeta({ meta }: Pick<D1Result, "meta">, database: D1Database) {
  return {
    served_by: "local",
    served_by_region: database.running_in_region,
    served_by_primary: true,
    timings: { sql_duration_ms: meta.duration },
    ...meta,
  };
}
