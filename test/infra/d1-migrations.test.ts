import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { d1MigrationsProvider } from "../../infra/dynamic/d1-migrations.ts";
import type { Migration } from "../../infra/dynamic/migration-plan.ts";
import { bookmark, useD1Server } from "./d1-server.ts";

// Proves the schema's way into a database: in order, once, whole or not at all. The database is
// SQLite behind D1's query endpoint; D1's own limits are not tried.

function file(name: string, sql: string): Migration {
  return { name, sql, sha256: createHash("sha256").update(sql).digest("hex") };
}

const one = file("0001_feedback.sql", "CREATE TABLE feedback (id TEXT);");
const two = file("0002_votes.sql", "CREATE TABLE votes (id TEXT);\nCREATE INDEX v ON votes (id)");
const broken = file(
  "0003_broken.sql",
  "CREATE TABLE kept (id TEXT); CREATE TABLE feedback (id TEXT);",
);
const four = file("0004_later.sql", "CREATE TABLE later (id TEXT);");

async function useSchema() {
  const server = await useD1Server();
  const provider = d1MigrationsProvider(
    () => server.api,
    async () => undefined,
  );
  const inputs = (...migrations: Migration[]) => ({ accountId: "a", databaseId: "d", migrations });
  const tables = () => {
    const rows = server.database
      .prepare(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '%\\_%' ESCAPE '\\'",
      )
      .all();
    return rows.map(({ name }) => name).sort();
  };
  const journal = () =>
    server.database
      .prepare("SELECT name FROM d1_migrations ORDER BY id")
      .all()
      .map(({ name }) => name);
  return { server, provider, inputs, tables, journal };
}

test("a new database gets every file in order, and a journal of them", async () => {
  const { server, provider, inputs, tables, journal } = await useSchema();
  const { id, outs } = await provider.create(inputs(one, two));
  expect(id).toBe("d");
  expect(outs?.applied).toEqual([
    { name: one.name, sha256: one.sha256 },
    { name: two.name, sha256: two.sha256 },
  ]);
  expect(tables()).toEqual(["feedback", "votes"]);
  expect(journal()).toEqual([one.name, two.name]);
  expect(server.calls[0]?.path).toBe("/accounts/a/d1/database/d/query");
});

test("running twice changes nothing", async () => {
  const { server, provider, inputs, journal } = await useSchema();
  await provider.create(inputs(one, two));
  const before = server.queries().length;
  await provider.create(inputs(one, two));
  expect(server.queries().slice(before).join("\n")).not.toMatch(/INSERT|votes|feedback/);
  expect(journal()).toEqual([one.name, two.name]);
});

test("an update applies only what is new", async () => {
  const { provider, inputs, journal } = await useSchema();
  const { outs } = await provider.create(inputs(one));
  if (!outs) throw new Error("no outputs");
  const news = inputs(one, two);
  expect(await provider.diff("d", outs, news)).toEqual({ changes: true, replaces: [] });
  const updated = await provider.update("d", outs, news);
  expect(journal()).toEqual([one.name, two.name]);
  expect(await provider.diff("d", updated.outs ?? outs, news)).toEqual({
    changes: false,
    replaces: [],
  });
});

test("a failing file stops the rest and says what is applied; nothing of it stays", async () => {
  const { provider, inputs, tables, journal } = await useSchema();
  await expect(provider.create(inputs(one, two, broken, four))).rejects.toThrow(
    [
      "The migration 0003_broken.sql failed: POST /accounts/a/d1/database/d/query answered 400: table feedback already exists (code 7500).",
      "Nothing of it was applied. Applied: 0001_feedback.sql, 0002_votes.sql. Not tried: 0004_later.sql.",
      "The Worker was not deployed. If the file is at fault, correct it; then run again.",
    ].join("\n"),
  );
  expect(tables()).toEqual(["feedback", "votes"]);
  expect(journal()).toEqual([one.name, two.name]);
});

test("a failure on a database in use names the state before and the way back", async () => {
  const { server, provider, inputs } = await useSchema();
  await provider.create(inputs(one));
  const failure = await provider.create(inputs(one, two, broken)).catch((error) => error.message);
  expect(failure.split("\n").at(-1)).toBe(
    `Before this run the database was at bookmark ${bookmark}. To go back there, and lose what was written since: npx wrangler d1 time-travel restore feedback-production --bookmark=${bookmark}`,
  );
  const order = server.calls.map(({ path, body }) =>
    path.endsWith("/bookmark") ? "bookmark" : JSON.stringify(body ?? path),
  );
  const noted = order.indexOf("bookmark");
  expect(order.findIndex((call) => call.includes("CREATE TABLE votes"))).toBeGreaterThan(noted);
});

test("a database that has had nothing, or needs nothing, has no state to note", async () => {
  const { server, provider, inputs } = await useSchema();
  await provider.create(inputs(one));
  await provider.create(inputs(one));
  expect(server.calls.filter(({ path }) => path.endsWith("/bookmark"))).toEqual([]);
});

test("after the file is corrected, the next run goes on where the last one stopped", async () => {
  const { provider, inputs, journal } = await useSchema();
  await provider.create(inputs(one, broken)).catch(() => undefined);
  const corrected = file(broken.name, "CREATE TABLE kept (id TEXT);");
  await provider.create(inputs(one, corrected, four));
  expect(journal()).toEqual([one.name, corrected.name, four.name]);
});

test("an answer that got lost after the file was applied is no failure", async () => {
  const { server, provider, inputs, journal } = await useSchema();
  server.interfere("CREATE TABLE votes", "lose-answer");
  await provider.create(inputs(one, two));
  expect(journal()).toEqual([one.name, two.name]);
});

test("a server that could not is asked again, and the file is applied once", async () => {
  const { server, provider, inputs, journal } = await useSchema();
  server.interfere("CREATE TABLE votes", "refuse", 3);
  await provider.create(inputs(one, two));
  expect(journal()).toEqual([one.name, two.name]);
});

test("a server that cannot, asked four times, fails that file", async () => {
  const { server, provider, inputs, journal } = await useSchema();
  server.interfere("CREATE TABLE votes", "refuse", 4);
  await expect(provider.create(inputs(one, two))).rejects.toThrow("0002_votes.sql failed");
  expect(journal()).toEqual([one.name]);
});

test("an edited file is refused in the preview, by what the last run knew", async () => {
  const { provider, inputs } = await useSchema();
  const edited = file(one.name, "CREATE TABLE feedback (id TEXT, body TEXT);");
  const { failures } = await provider.check(inputs(one, two), inputs(edited, two));
  expect(failures).toEqual([
    {
      property: "",
      reason:
        "The migration 0001_feedback.sql was edited after it was applied. Put its text back, and make the change by a new migration.",
    },
  ]);
});

const renamed = file(
  "0003_renamed.sql",
  "-- slipway:contract 0002_votes.sql\nDROP TABLE feedback;",
);

test.each([
  ["with the step it completes", [one], /^The migration 0003_renamed.sql takes away what 0002/],
  ["after the step it completes", [one, two], undefined],
  ["on a database that has had nothing", [], undefined],
])("what takes something away, %s, is refused or not in the preview", async (_, had, reason) => {
  const { provider, inputs } = await useSchema();
  const { failures = [] } = await provider.check(inputs(...had), inputs(one, two, renamed));
  const reasons = failures.map((failure) => failure.reason);
  expect(reasons).toEqual(reason === undefined ? [] : [expect.stringMatching(reason)]);
});

test("an edited file is refused by the database too, when the state knows nothing", async () => {
  const { provider, inputs } = await useSchema();
  await provider.create(inputs(one));
  const edited = file(one.name, "CREATE TABLE feedback (id TEXT, body TEXT);");
  await expect(provider.create(inputs(edited))).rejects.toThrow("was edited after it was applied");
});

test.each([
  [
    "a file that is gone",
    [two],
    "The migration 0001_feedback.sql was applied, but its file is gone.",
  ],
  [
    "a new file that sorts before an applied one",
    [file("0000_first.sql", "SELECT 1;"), one, two],
    "The new migration 0000_first.sql sorts before 0002_votes.sql, which was applied.",
  ],
])("%s is refused, and nothing is applied", async (_title, files, message) => {
  const { provider, inputs, journal } = await useSchema();
  await provider.create(inputs(one, two));
  await expect(provider.create(inputs(...files))).rejects.toThrow(message);
  expect(journal()).toEqual([one.name, two.name]);
});

test("it goes on where wrangler was, and learns the digests of its files", async () => {
  const { server, provider, inputs, journal } = await useSchema();
  server.database.exec(
    `CREATE TABLE d1_migrations(id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT UNIQUE,
       applied_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP NOT NULL);
     CREATE TABLE feedback (id TEXT);
     INSERT INTO d1_migrations (name) VALUES ('0001_feedback.sql');`,
  );
  await provider.create(inputs(one, two));
  expect(journal()).toEqual([one.name, two.name]);
  const edited = file(one.name, "CREATE TABLE feedback (id TEXT, body TEXT);");
  await expect(provider.create(inputs(edited, two))).rejects.toThrow("was edited");
});

test("read tells what the database has had and writes nothing", async () => {
  const { server, provider, inputs } = await useSchema();
  const { outs } = await provider.create(inputs(one));
  server.database.exec("DROP TABLE d1_migration_digests; DROP TABLE d1_migrations;");
  const { props } = await provider.read("d", outs);
  expect(props?.applied).toEqual([]);
  const journals = "SELECT name FROM sqlite_master WHERE name LIKE 'd1%'";
  expect(server.database.prepare(journals).all()).toEqual([]);
});

test("a database that was emptied by hand shows as a change", async () => {
  const { provider, inputs } = await useSchema();
  const news = inputs(one);
  expect(await provider.diff("d", { ...news, applied: [] }, news)).toEqual({
    changes: true,
    replaces: [],
  });
});

test("another database is another schema", async () => {
  const { provider, inputs } = await useSchema();
  const olds = { ...inputs(one), applied: [{ name: one.name, sha256: one.sha256 }] };
  const news = { ...inputs(one), databaseId: "e" };
  expect(await provider.diff("d", olds, news)).toEqual({ changes: true, replaces: ["databaseId"] });
});

test("names and texts with quotes reach the database as they are", async () => {
  const { server, provider, inputs } = await useSchema();
  const sql = "CREATE TABLE q (t TEXT); INSERT INTO q VALUES ('it''s; fine') -- no end";
  await provider.create(inputs(file("0001_it's.sql", sql)));
  expect(server.database.prepare("SELECT t FROM q").get()).toEqual({ t: "it's; fine" });
});
