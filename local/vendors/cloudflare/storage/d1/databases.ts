import { type Context, Hono } from "hono";
import { z } from "zod";
import { ApiError, paginate, success } from "../../envelope.ts";
import { queryOf, readBody } from "../request.ts";
import type { D1Database } from "../resources.ts";
import { type StorageContext, timestamp } from "../storage-context.ts";
import { bodyError } from "./errors.ts";

const replicationSchema = z.object({ mode: z.enum(["auto", "disabled"]) });

const createSchema = z.object({
  name: z.string("Required").regex(/^[\w-]{1,64}$/, "Invalid"),
  primary_location_hint: z.enum(["wnam", "enam", "weur", "eeur", "apac", "oc"]).optional(),
  jurisdiction: z.enum(["eu", "fedramp", "us"]).nullish(),
  read_replication: replicationSchema.optional(),
});

const updateSchema = z.object({ read_replication: replicationSchema });
const editSchema = updateSchema.partial();

const limits = { defaultPerPage: 100, maxPerPage: 10_000 };

export function d1DatabaseRoutes(storage: StorageContext): Hono {
  const app = new Hono();
  const { context, data, resources } = storage;
  const base = "/accounts/:account/d1/database";

  app.get(base, (c) => {
    const query = queryOf(c);
    const name = query.get("name");
    const databases = resources.d1Databases.filter((each) => name === null || each.name === name);
    const { result, resultInfo } = paginate(databases, query, limits);
    return success(
      result.map((database) => describeListed(storage, database)),
      resultInfo,
    );
  });
  app.post(base, async (c) => {
    const input = await readBody(c, createSchema, bodyError);
    const database = context.store.transaction(() => create(storage, input));
    return success(describeDatabase(storage, database));
  });
  app.get(`${base}/:database`, (c) => success(describeDatabase(storage, findDatabase(storage, c))));
  app.put(`${base}/:database`, async (c) => {
    const database = findDatabase(storage, c);
    const changes = await readBody(c, updateSchema, bodyError);
    return success(change(storage, database, changes));
  });
  app.patch(`${base}/:database`, async (c) => {
    const database = findDatabase(storage, c);
    const { read_replication = database.read_replication } = await readBody(
      c,
      editSchema,
      bodyError,
    );
    return success(change(storage, database, { read_replication }));
  });
  app.delete(`${base}/:database`, (c) => {
    const { uuid } = findDatabase(storage, c);
    resources.d1Databases.delete(uuid);
    data.d1.deleteDatabase(uuid);
    return success(null);
  });
  return app;
}

/** By uuid, or by name as wrangler asks. @throws ApiError 7404 */
export function findDatabase({ resources }: StorageContext, c: Context): D1Database {
  const id = c.req.param("database") ?? "";
  const database =
    resources.d1Databases.get(id) ?? resources.d1Databases.find(({ name }) => name === id);
  if (!database) {
    throw new ApiError(404, 7404, `The database ${id} could not be found`);
  }
  return database;
}

function create(storage: StorageContext, input: z.infer<typeof createSchema>): D1Database {
  const { d1Databases } = storage.resources;
  if (d1Databases.find(({ name }) => name === input.name)) {
    throw new ApiError(400, 7502, `Database with name '${input.name}' already exists`);
  }
  const uuid = storage.context.ids.uuid();
  return d1Databases.put(uuid, {
    uuid,
    name: input.name,
    created_at: timestamp(storage),
    version: "production",
    read_replication: input.read_replication ?? { mode: "disabled" },
    running_in_region: (input.primary_location_hint ?? "weur").toUpperCase(),
    jurisdiction: input.jurisdiction ?? null,
  });
}

function change(
  storage: StorageContext,
  database: D1Database,
  changes: z.infer<typeof updateSchema>,
) {
  const changed = storage.resources.d1Databases.put(database.uuid, { ...database, ...changes });
  return describeDatabase(storage, changed);
}

/** A list says less of each. */
function describeListed(storage: StorageContext, database: D1Database) {
  const { read_replication, running_in_region, ...listed } = describeDatabase(storage, database);
  return listed;
}

function describeDatabase({ data }: StorageContext, database: D1Database) {
  const { fileSizeBytes, tables } = data.d1.info(database.uuid);
  return { ...database, num_tables: tables, file_size: fileSizeBytes };
}
