import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { refusalOf, type StorageApi, useStorageApi } from "../support/use-storage-api.ts";

const create = ({ client, account_id }: StorageApi, name = "cv") =>
  client.d1.database.create({
    account_id,
    name,
    primary_location_hint: "weur",
    read_replication: { mode: "disabled" },
  });

const query = async ({ client, account_id }: StorageApi, id: string, sql: string, params = []) => {
  const page = await client.d1.database.query(id, { account_id, sql, params });
  return page.result;
};

test("a database is created, read, changed and deleted", async () => {
  const api = await useStorageApi();
  const { client, account_id } = api;
  const created = await create(api);
  const uuid = created.uuid ?? "";
  expect(created).toEqual({
    uuid: expect.stringMatching(/^[0-9a-f-]{36}$/),
    name: "cv",
    created_at: "2026-11-21T09:00:00.000000Z",
    version: "production",
    num_tables: 0,
    file_size: expect.any(Number),
    read_replication: { mode: "disabled" },
    running_in_region: "WEUR",
    jurisdiction: null,
  });
  expect(await client.d1.database.get(uuid, { account_id })).toEqual(created);
  const changed = await client.d1.database.update(uuid, {
    account_id,
    read_replication: { mode: "auto" },
  });
  expect(changed.read_replication).toEqual({ mode: "auto" });
  expect((await client.d1.database.list({ account_id, name: "cv" })).result).toHaveLength(1);
  expect((await client.d1.database.list({ account_id, name: "other" })).result).toEqual([]);
  expect((await client.d1.database.list({ account_id, page: 2 })).result).toEqual([]);
  await client.d1.database.delete(uuid, { account_id });
  expect(await refusalOf(client.d1.database.get(uuid, { account_id }))).toMatchObject({
    status: 404,
    code: 7404,
  });
});

test("a name is taken once and a null for read_replication is refused", async () => {
  const api = await useStorageApi();
  const { client, account_id } = api;
  const { uuid = "" } = await create(api);
  expect(await refusalOf(create(api))).toMatchObject({ status: 400, code: 7502 });
  expect(await refusalOf(create(api, ""))).toMatchObject({ status: 400, code: 7400 });
  expect(
    await refusalOf(
      client.d1.database.update(uuid, { account_id, read_replication: null as never }),
    ),
  ).toMatchObject({
    status: 400,
    code: 7400,
    message: expect.stringMatching(/^Invalid property: read_replication => /),
  });
});

test("queries answer objects or rows, one result per statement", async () => {
  const api = await useStorageApi();
  const { client, account_id } = api;
  const { uuid = "" } = await create(api);
  await query(
    api,
    uuid,
    "CREATE TABLE t (a INTEGER PRIMARY KEY, b TEXT); INSERT INTO t VALUES (1, 'x');",
  );
  const [result] = await query(api, uuid, "SELECT * FROM t WHERE a = ?", [1] as never);
  expect(result).toMatchObject({
    success: true,
    results: [{ a: 1, b: "x" }],
    meta: { served_by_region: "WEUR", changes: 0, rows_read: 1 },
  });
  const raw = await client.d1.database.raw(uuid, { account_id, sql: "SELECT b, a FROM t" });
  expect(raw.result[0]?.results).toEqual({ columns: ["b", "a"], rows: [["x", 1]] });
  expect(await query(api, uuid, "SELECT 1 AS n; SELECT 2 AS n")).toMatchObject([
    { results: [{ n: 1 }] },
    { results: [{ n: 2 }] },
  ]);
  expect((await client.d1.database.get(uuid, { account_id })).num_tables).toBe(1);
});

test("a query that fails changes nothing and answers SQLite's words", async () => {
  const api = await useStorageApi();
  const { uuid = "" } = await create(api);
  await query(api, uuid, "CREATE TABLE t (a)");
  expect(
    await refusalOf(query(api, uuid, "INSERT INTO t VALUES (1); INSERT INTO absent VALUES (1)")),
  ).toEqual({ status: 400, code: 7500, message: "no such table: absent: SQLITE_ERROR" });
  expect(await query(api, uuid, "SELECT count(*) AS n FROM t")).toMatchObject([
    { results: [{ n: 0 }] },
  ]);
});

test("a batch runs in one transaction", async () => {
  const api = await useStorageApi();
  const { uuid = "" } = await create(api);
  await query(api, uuid, "CREATE TABLE t (a UNIQUE)");
  const batch = (values: number[]) =>
    api.call("POST", `/d1/database/${uuid}/query`, {
      body: JSON.stringify({
        batch: values.map((value) => ({ sql: "INSERT INTO t VALUES (?)", params: [value] })),
      }),
    });
  expect((await batch([1, 1])).status).toBe(400);
  expect((await batch([1, 2])).status).toBe(200);
  expect(await query(api, uuid, "SELECT a FROM t")).toMatchObject([
    { results: [{ a: 1 }, { a: 2 }] },
  ]);
});

test("a database returns to a bookmark and back again", async () => {
  const api = await useStorageApi();
  const { client, account_id } = api;
  const { timeTravel } = client.d1.database;
  const { uuid = "" } = await create(api);
  const names = async () =>
    (await query(api, uuid, "SELECT name FROM t"))[0]?.results?.map(
      (row) => (row as { name: string }).name,
    );
  await query(api, uuid, "CREATE TABLE t (name); INSERT INTO t VALUES ('kept')");
  const before = await timeTravel.getBookmark(uuid, { account_id });
  api.server.clock.advance(60_000);
  await query(api, uuid, "DELETE FROM t");

  const restored = await timeTravel.restore(uuid, { account_id, bookmark: before.bookmark ?? "" });
  expect(await names()).toEqual(["kept"]);
  await timeTravel.restore(uuid, { account_id, bookmark: restored.previous_bookmark ?? "" });
  expect(await names()).toEqual([]);
  const { bookmark = "" } = await timeTravel.getBookmark(uuid, { account_id });
  expect(bookmark > (before.bookmark ?? "")).toBe(true);
  const past = await timeTravel.getBookmark(uuid, {
    account_id,
    timestamp: "2026-11-21T09:00:30.000Z",
  });
  expect(past).toEqual(before);
});

test.each([
  ["a bookmark that is none", { bookmark: "nonsense" }, 7400],
  ["no bookmark at all", {}, 7400],
  ["a time before any kept state", { timestamp: "2020-01-01T00:00:00Z" }, 7400],
  ["a state that was not kept", { bookmark: "00000000-00000001-00000000-".padEnd(59, "0") }, 7500],
])("a restore to %s is refused", async (_what, target, code) => {
  const api = await useStorageApi();
  const { uuid = "" } = await create(api);
  const restore = api.client.d1.database.timeTravel.restore(uuid, {
    account_id: api.account_id,
    ...target,
  });
  expect(await refusalOf(restore)).toMatchObject({ status: 400, code });
});

test("an SQL file is imported as one transaction and exported again", async () => {
  const api = await useStorageApi();
  const { client, account_id } = api;
  const { uuid = "" } = await create(api);
  const importSql = async (sql: string) => {
    const etag = createHash("md5").update(sql).digest("hex");
    const begun = await client.d1.database.import(uuid, { account_id, action: "init", etag });
    const uploaded = await fetch(begun.upload_url ?? "", { method: "PUT", body: sql });
    expect(uploaded.headers.get("etag")).toBe(`"${etag}"`);
    return client.d1.database.import(uuid, {
      account_id,
      action: "ingest",
      etag,
      filename: begun.filename ?? "",
    });
  };
  const sql = `CREATE TABLE t (a INTEGER PRIMARY KEY, b TEXT, c BLOB);
    INSERT INTO t VALUES (1, 'it''s; here', x'00ff'), (2, NULL, NULL);
    CREATE TRIGGER log AFTER INSERT ON t BEGIN SELECT 1; SELECT 2; END;
    CREATE INDEX by_b ON t (b); -- the end`;
  expect(await importSql(sql)).toMatchObject({
    success: true,
    status: "complete",
    result: { num_queries: 4, meta: { changes: 2 } },
  });
  expect(await importSql("INSERT INTO t VALUES (3, 'c', NULL); nonsense")).toMatchObject({
    success: false,
    error: 'near "nonsense": syntax error at offset 0: SQLITE_ERROR',
  });

  const exported = await client.d1.database.export(uuid, { account_id, output_format: "polling" });
  const dump = await (await fetch(exported.result?.signed_url ?? "")).text();
  expect(dump.split("\n")).toEqual([
    "PRAGMA defer_foreign_keys=TRUE;",
    "CREATE TABLE t (a INTEGER PRIMARY KEY, b TEXT, c BLOB);",
    `INSERT INTO "t" ("a","b","c") VALUES(1,'it''s; here',X'00ff');`,
    `INSERT INTO "t" ("a","b","c") VALUES(2,NULL,NULL);`,
    "CREATE INDEX by_b ON t (b);",
    "CREATE TRIGGER log AFTER INSERT ON t BEGIN SELECT 1; SELECT 2; END;",
  ]);
});
