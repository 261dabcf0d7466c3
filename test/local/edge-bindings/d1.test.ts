import type { D1Database, D1Result } from "@cloudflare/workers-types";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Scenario, startScenarios, type WorkerScenarios } from "./support/worker-scenarios.ts";

interface Env {
  DB: D1Database;
}

const scenarios = {
  methods: async ({ DB }, attempt) => {
    await DB.exec("CREATE TABLE people (id INTEGER PRIMARY KEY, name TEXT UNIQUE, photo BLOB)");
    const insert = DB.prepare("INSERT INTO people (name, photo) VALUES (?, ?)");
    const run = await insert.bind("Ada", new Uint8Array([1, 255])).run();
    await insert.bind("Ben", null).run();
    const select = DB.prepare("SELECT * FROM people WHERE id >= ?1 ORDER BY id");
    const changes = ({ success, meta }: D1Result) => [success, meta.changes, meta.last_row_id];
    return [
      changes(run),
      (await select.bind(1).all()).results,
      await select.bind(2).first(),
      await select.bind(2).first("name"),
      await select.bind(9).first(),
      await select.bind(1).raw(),
      await select.bind(1).raw({ columnNames: true }),
      await attempt(() => select.bind(1).first("absent")),
      await DB.prepare("SELECT ?1 + ?2 AS sum, ?3 AS yes").bind(1, 2.5, true).first(),
    ];
  },
  batch: async ({ DB }, attempt) => {
    await DB.exec("CREATE TABLE batched (n INTEGER PRIMARY KEY)");
    const insert = DB.prepare("INSERT INTO batched VALUES (?)");
    const done = await DB.batch([
      insert.bind(1),
      insert.bind(2),
      DB.prepare("SELECT * FROM batched"),
    ]);
    const failed = await attempt(() => DB.batch([insert.bind(3), insert.bind(1)]));
    return [
      done.map(({ results, meta }) => [results, meta.changes]),
      failed,
      await DB.prepare("SELECT count(*) AS n FROM batched").first("n"),
    ];
  },
  exec: async ({ DB }, attempt) => {
    const { count } = await DB.exec("CREATE TABLE executed (a);\nINSERT INTO executed VALUES (1);");
    return [
      count,
      await attempt(() => DB.exec("INSERT INTO executed VALUES (2);\nnonsense;")),
      await DB.prepare("SELECT count(*) AS n FROM executed").first("n"),
    ];
  },
  refusals: async ({ DB }, attempt) => {
    await DB.exec(
      "CREATE TABLE strict_ones (a INTEGER PRIMARY KEY, b TEXT NOT NULL CHECK (b <> ''))",
    );
    await DB.exec("CREATE TABLE children (a INTEGER REFERENCES strict_ones (a))");
    const statements = [
      "nonsense",
      "SELECT 1 FROM",
      "SELECT 1 oops x FROM y",
      "SELECT * FROM absent",
      "SELECT absent FROM strict_ones",
      "SELECT absent(1)",
      "INSERT INTO strict_ones VALUES (1, NULL)",
      "INSERT INTO strict_ones VALUES (1, '')",
      "INSERT INTO strict_ones VALUES ('x', 'y')",
      "INSERT INTO children VALUES (99)",
      "CREATE TABLE strict_ones (a)",
      "BEGIN",
      "COMMIT",
      "SAVEPOINT one",
      "ATTACH 'file' AS other",
      "DETACH other",
      "VACUUM",
      "PRAGMA journal_mode",
      "PRAGMA user_version",
      "PRAGMA writable_schema = 1",
      "CREATE TEMP TABLE temporary (a)",
      "CREATE TABLE _cf_mine (a)",
      "SELECT * FROM _cf_METADATA",
      "SELECT sqlite_version()",
      `SELECT 'a' LIKE '${"a".repeat(51)}'`,
      `SELECT '${"a".repeat(100_000)}'`,
      "SELECT ?101",
      `SELECT ${Array.from({ length: 101 }, (_, index) => index).join(",")}`,
      `SELECT 1${" UNION SELECT 1".repeat(5)}`,
      "SELECT json('{')",
      "",
    ];
    const errors: unknown[] = [];
    for (const sql of statements) errors.push(await attempt(() => DB.prepare(sql).all()));
    errors.push(await attempt(() => DB.prepare("SELECT ?, ?").bind(1).all()));
    errors.push(await attempt(() => DB.prepare("SELECT 1").bind(1).all()));
    return errors;
  },
  allowed: async ({ DB }) => {
    await DB.exec("CREATE TABLE allowed (a INTEGER PRIMARY KEY, b TEXT DEFAULT 'x')");
    const statements = [
      "PRAGMA table_info(allowed)",
      "PRAGMA foreign_keys",
      "PRAGMA index_list(allowed)",
      "PRAGMA defer_foreign_keys = on",
      "PRAGMA quick_check",
      'SELECT "literal"',
      "SELECT 9007199254740993, 1/0, 1e999, x'01ff', 'é'",
      "SELECT typeof(1), typeof(1.0), typeof('a')",
      "SELECT 1; SELECT 2",
      "CREATE TRIGGER t AFTER INSERT ON allowed BEGIN UPDATE allowed SET b = 'y'; SELECT 1; END",
      "INSERT INTO allowed (b) VALUES ('z') RETURNING *",
      "SELECT * FROM allowed",
      "ALTER TABLE allowed ADD COLUMN c",
      "SELECT * FROM allowed",
      "SELECT value FROM json_each('[1, 2]')",
      "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c WHERE x < 3) SELECT x FROM c",
    ];
    const results: unknown[] = [];
    for (const sql of statements) results.push((await DB.prepare(sql).all()).results);
    return results;
  },
  session: async ({ DB }) => {
    await DB.exec("CREATE TABLE IF NOT EXISTS visits (n)");
    const session = DB.withSession("first-primary");
    const before = session.getBookmark();
    await session.prepare("SELECT * FROM visits").all();
    const read = session.getBookmark() ?? "";
    await session.prepare("INSERT INTO visits VALUES (1)").run();
    const written = session.getBookmark() ?? "";
    const resumed = DB.withSession(written);
    const { results } = await resumed.prepare("SELECT * FROM visits").all();
    return [
      before,
      /^[0-9a-f]{8}-[0-9a-f]{8}-[0-9a-f]{8}-[0-9a-f]{32}$/.test(read),
      read < written,
      results,
    ];
  },
  meta: async ({ DB }) => {
    await DB.exec("CREATE TABLE meta (a INTEGER PRIMARY KEY)");
    const { meta } = await DB.prepare("INSERT INTO meta VALUES (5), (6)").run();
    const { duration, size_after, ...rest } = meta;
    return [
      typeof duration,
      size_after > 0,
      rest.changes,
      rest.last_row_id,
      rest.changed_db,
      rest.rows_written,
    ];
  },
} satisfies Record<string, Scenario<Env>>;

type Name = keyof typeof scenarios;

const bindings = [{ type: "d1", name: "DB", database_id: "database-1" }];

describe("a D1 binding", () => {
  let worker: WorkerScenarios<Name>;

  beforeAll(async () => {
    worker = await startScenarios<Env, Name>({
      scenarios,
      bindings,
      simulators: { DB: { type: "d1", id: "database-1" } },
    });
  });
  afterAll(() => worker?.close());

  test.each(["methods", "batch", "exec", "refusals", "allowed", "session"] as const)(
    "answers %s as Miniflare's simulator does",
    async (scenario) => {
      expect(await worker.run(scenario)).toEqual(await worker.simulate(scenario));
    },
  );

  test("tells the figures of a write", async () => {
    expect(await worker.run("meta")).toEqual(["number", true, 2, 6, true, 2]);
  });
});

test("a D1 binding under the flag d1_binding_jsrpc answers the same", async () => {
  const plain = await startScenarios<Env, Name>({ scenarios, bindings });
  const calling = await startScenarios<Env, Name>({
    scenarios,
    bindings,
    compatibilityFlags: ["d1_binding_jsrpc"],
  });
  try {
    for (const scenario of ["methods", "batch", "session"] as const) {
      expect(await calling.run(scenario)).toEqual(await plain.run(scenario));
    }
  } finally {
    await plain.close();
    await calling.close();
  }
});
