import { createHash } from "node:crypto";
import { type Context, Hono } from "hono";
import { z } from "zod";
import type { D1Result } from "../../../../data/contract.ts";
import { D1Error } from "../../../../data/d1-error.ts";
import { ApiError, success } from "../../envelope.ts";
import { readBody, readBytes } from "../request.ts";
import type { D1Database } from "../resources.ts";
import type { StorageContext } from "../storage-context.ts";
import { findDatabase } from "./databases.ts";
import { answering, bodyError } from "./errors.ts";
import { describeMeta } from "./queries.ts";

/** Files kept between the calls of an import or export; the oldest go first. */
const FILES_KEPT = 20;

/** Where the API is mounted: the URLs below are absolute. */
const MOUNT = "/client/v4";

const importSchema = z.union([
  z.object({ action: z.literal("init"), etag: z.string().regex(/^[0-9a-f]{32}$/i, "Invalid md5") }),
  z.object({ action: z.literal("ingest"), filename: z.string(), etag: z.string() }),
  z.object({ action: z.literal("poll"), current_bookmark: z.string() }),
]);

const exportSchema = z.object({
  output_format: z.literal("polling"),
  current_bookmark: z.string().optional(),
  dump_options: z
    .object({
      no_schema: z.boolean().default(false),
      no_data: z.boolean().default(false),
      tables: z.array(z.string()).default([]),
    })
    .default({ no_schema: false, no_data: false, tables: [] }),
});

/**
 * Import and export of SQL files, as `wrangler d1 execute --file` and `wrangler d1 export` do them:
 * the files go over URLs of their own, which need no credential and cannot be guessed. Both are done
 * when the first call is answered, so there is nothing to poll for.
 */
export function d1TransferRoutes(storage: StorageContext): Hono {
  const app = new Hono();
  const files = new Map<string, string>();
  const base = "/accounts/:account/d1/database/:database";

  app.post(`${base}/import`, async (c) => {
    const database = findDatabase(storage, c);
    const call = await readBody(c, importSchema, bodyError);
    switch (call.action) {
      case "init":
        return success(beginImport(storage));
      case "ingest":
        return success(ingest(storage, database, files.get(call.filename)));
      case "poll":
        return success({
          ...progress(storage, database, "import"),
          success: false,
          error: "Not currently importing anything.",
        });
    }
  });
  app.put("/local/d1/uploads/:file", async (c) => {
    const bytes = await readBytes(c);
    keep(files, c.req.param("file"), bytes.toString());
    const etag = createHash("md5").update(bytes).digest("hex");
    return new Response(null, { headers: { etag: `"${etag}"` } });
  });
  app.post(`${base}/export`, async (c) => {
    const database = findDatabase(storage, c);
    const { dump_options } = await readBody(c, exportSchema, bodyError);
    const sql = answering(() =>
      storage.data.d1.dump(database.uuid, {
        tables: dump_options.tables,
        withoutSchema: dump_options.no_schema,
        withoutData: dump_options.no_data,
      }),
    );
    const filename = `${storage.context.ids.hex(16)}.sql`;
    keep(files, filename, sql);
    return success({
      ...progress(storage, database, "export"),
      status: "complete",
      result: { filename, signed_url: urlOf(storage, `exports/${filename}`) },
    });
  });
  app.get("/local/d1/exports/:file", (c) => answerFile(c, files.get(c.req.param("file"))));
  return app;
}

function beginImport(storage: StorageContext) {
  const filename = `${storage.context.ids.hex(16)}.sql`;
  return {
    success: true,
    type: "import",
    filename,
    upload_url: urlOf(storage, `uploads/${filename}`),
    messages: [],
  };
}

function ingest(storage: StorageContext, database: D1Database, sql: string | undefined) {
  const started = progress(storage, database, "import");
  if (sql === undefined) return { ...started, success: false, error: "The file was not uploaded." };
  try {
    const results = storage.data.d1.query(database.uuid, [{ sql, params: [] }]).flat();
    return {
      ...started,
      status: "complete",
      result: {
        num_queries: results.length,
        final_bookmark: storage.data.d1.bookmark(database.uuid),
        meta: describeMeta({ meta: addUp(results) }, database),
      },
    };
  } catch (error) {
    if (!(error instanceof D1Error)) throw error;
    return { ...started, success: false, status: "error", error: error.message };
  }
}

function addUp(results: readonly D1Result[]): D1Result["meta"] {
  const sum = (field: "changes" | "rows_read" | "rows_written" | "duration") =>
    results.reduce((total, { meta }) => total + meta[field], 0);
  const last = results.at(-1)?.meta;
  return {
    changes: sum("changes"),
    rows_read: sum("rows_read"),
    rows_written: sum("rows_written"),
    duration: sum("duration"),
    last_row_id: last?.last_row_id ?? 0,
    size_after: last?.size_after ?? 0,
    changed_db: results.some(({ meta }) => meta.changed_db),
  };
}

function progress(storage: StorageContext, database: D1Database, type: "import" | "export") {
  return {
    success: true,
    type,
    at_bookmark: storage.data.d1.bookmark(database.uuid),
    messages: [],
  };
}

function keep(files: Map<string, string>, name: string, text: string): void {
  files.set(name, text);
  const [oldest] = files.keys();
  if (files.size > FILES_KEPT && oldest !== undefined) files.delete(oldest);
}

function urlOf({ context }: StorageContext, path: string): string {
  return `${context.apiOrigin()}${MOUNT}/local/d1/${path}`;
}

function answerFile(c: Context, text: string | undefined): Response {
  if (text === undefined) throw new ApiError(404, 7404, `There is no file ${c.req.path}.`);
  return new Response(text, { headers: { "content-type": "application/sql" } });
}
