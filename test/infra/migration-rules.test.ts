import { DatabaseSync } from "node:sqlite";
import { expect, test } from "vitest";
import type { Migration } from "../../infra/dynamic/migration-plan.ts";
import { classifyAll } from "../../infra/migration-phases.ts";
import { checkMigrations } from "../../infra/migration-rules.ts";
import { sqlStatements } from "../../infra/sql-statements.ts";

// Proves which schema changes old code survives, and which sets of files are refused. That no released
// code uses what a contract step takes away, no check of the files can prove.

const existing =
  "CREATE TABLE votes (id INTEGER PRIMARY KEY, voter TEXT); CREATE INDEX by_voter ON votes (voter);";
/** What released code does with the table. */
const oldCode = "INSERT INTO votes (voter) VALUES ('ada'); SELECT id, voter FROM votes;";

const survived = [
  ["a table", "CREATE TABLE IF NOT EXISTS boards (id TEXT)"],
  ["a table for full-text search", "CREATE VIRTUAL TABLE texts USING fts5(body)"],
  ["an index", "CREATE INDEX votes_again ON votes (voter, id)"],
  ["a view", "CREATE VIEW voters AS SELECT DISTINCT voter FROM votes"],
  ["a nullable column", "ALTER TABLE votes ADD COLUMN weight INTEGER"],
  ["a column with a default", "ALTER TABLE votes ADD weight INTEGER NOT NULL DEFAULT 1"],
  ["a quoted column", 'ALTER TABLE "votes" ADD COLUMN "DROP" TEXT'],
  ["a new table's narrowing", "CREATE TABLE a (b); CREATE UNIQUE INDEX c ON a (b); DROP TABLE a"],
] as const;

test.each(survived)("%s is an expansion, and old code survives it", (_title, sql) => {
  const phases = classifyAll(sqlStatements(sql)).map(({ phase }) => phase);
  expect(new Set(phases)).toEqual(new Set(["expand"]));
  expect(() => runAfter(sql)).not.toThrow();
});

test.each([
  ["a dropped table", "DROP TABLE IF EXISTS votes", "drops the table votes"],
  ["a renamed table", "ALTER TABLE votes RENAME TO ballots", "renames the table votes"],
  ["a renamed column", "ALTER TABLE main.votes RENAME voter TO user", "renames a column of votes"],
  [
    "a dropped column",
    "DROP INDEX by_voter; ALTER TABLE votes DROP COLUMN voter",
    "drops the column voter of votes",
  ],
  [
    "a unique index",
    "CREATE UNIQUE INDEX IF NOT EXISTS one_vote ON votes (voter)",
    "lets no two rows of votes be alike any more",
  ],
  [
    "a required column",
    "ALTER TABLE votes ADD COLUMN weight INTEGER NOT NULL",
    "adds the column weight to votes, NOT NULL and without a default",
  ],
])("%s is a contraction, and old code breaks on it", (_title, sql, what) => {
  const last = classifyAll(sqlStatements(sql)).at(-1);
  expect([last?.phase, last?.what]).toEqual(["contract", what]);
  expect(() => runAfter(sql)).toThrow();
});

test.each([
  ["a dropped index", "DROP INDEX by_voter", "contract"],
  ["deleted rows", "DELETE FROM votes WHERE voter IS NULL", "contract"],
  ["rows deleted by a list", "WITH old AS (SELECT 1 AS id) DELETE FROM votes", "contract"],
  ["a changed column", "ALTER TABLE votes ALTER COLUMN voter SET NOT NULL", "contract"],
  ["changed rows", "UPDATE OR IGNORE votes SET voter = ''", "migrate"],
  ["new rows", "INSERT OR REPLACE INTO votes VALUES (1, 'b')", "migrate"],
  [
    "rows from a list",
    "WITH new AS (SELECT 1) INSERT INTO votes SELECT 1, 'b' FROM new",
    "migrate",
  ],
  ["a question", "WITH x AS (SELECT 1) SELECT * FROM x", "neutral"],
  ["a setting", "PRAGMA defer_foreign_keys = true", "neutral"],
  ["a transaction", "BEGIN TRANSACTION", "refused"],
  ["what D1 does not do", "VACUUM", "refused"],
])("%s is told apart", (_title, sql, phase) => {
  expect(classifyAll(sqlStatements(sql)).map((each) => each.phase)).toEqual([phase]);
});

const one = file("0001_votes.sql", existing);
const two = file("0002_users.sql", "ALTER TABLE votes ADD COLUMN user TEXT;");

test("an expansion, a backfill and a marked contraction in files of their own are taken", () => {
  const files = [
    one,
    two,
    file("0003_fill.sql", "UPDATE votes SET user = voter WHERE id BETWEEN 1 AND 10000;"),
    file(
      "0004_drop.sql",
      "-- slipway:contract 0002_users.sql\nDROP INDEX by_voter;\nALTER TABLE votes DROP COLUMN voter;",
    ),
  ];
  expect(checkMigrations(files)).toEqual({ problems: [], warnings: [] });
});

test.each<[string, Migration, string]>([
  [
    "an unmarked contraction",
    file("0003_drop.sql", "\nDROP TABLE votes;"),
    "0003_drop.sql, line 2, drops the table votes; the release that serves, or the one a rollback goes back to, may still need that. When neither does, name the file that put something in its place: -- slipway:contract <file>.",
  ],
  [
    "an expansion with a contraction",
    file(
      "0003_both.sql",
      "-- slipway:contract 0002_users.sql\nCREATE TABLE a (b);\nDROP TABLE votes;",
    ),
    "0003_both.sql adds (line 2 creates a table) and takes away (line 3 drops the table votes); make it two files, of which the second goes out with a later release.",
  ],
  [
    "a contraction of no file",
    file("0003_drop.sql", "-- slipway:contract 0009_later.sql\nDROP TABLE votes;"),
    "0003_drop.sql is the contract step of 0009_later.sql, which is no earlier file.",
  ],
  [
    "a mark without a contraction",
    file("0003_more.sql", "-- slipway:contract 0002_users.sql\nCREATE TABLE a (b);"),
    "0003_more.sql is marked as a contract step, but takes nothing away; remove the mark.",
  ],
  [
    "SQL that SQLite does not take",
    file("0003_typo.sql", "\n\nALTER TABLE votes ADD COLUMN user TEXT;"),
    "0003_typo.sql, line 3, is refused by SQLite: duplicate column name: user.",
  ],
])("%s is told in one sentence", (_title, third, sentence) => {
  expect(checkMigrations([one, two, third]).problems).toEqual([sentence]);
});

test("a contraction of a later file is refused", () => {
  const drop = file("0002_drop.sql", "-- slipway:contract 0003_users.sql\nDROP TABLE votes;");
  const later = file("0003_users.sql", "CREATE TABLE users (id TEXT);");
  expect(checkMigrations([one, drop, later]).problems).toEqual([
    "0002_drop.sql is the contract step of 0003_users.sql, which is no earlier file.",
  ]);
});

test("a contraction of a file that adds nothing is refused", () => {
  const fill = file("0003_fill.sql", "DELETE FROM votes WHERE 0;");
  const drop = file("0004_drop.sql", "-- slipway:contract 0003_fill.sql\nDROP TABLE votes;");
  expect(checkMigrations([one, two, fill, drop]).problems).toContain(
    "0004_drop.sql is the contract step of 0003_fill.sql, which adds nothing.",
  );
});

test("a transaction of one's own is refused", () => {
  const { problems } = checkMigrations([one, file("0002_own.sql", "BEGIN; COMMIT;")]);
  expect(problems[0]).toBe(
    "0002_own.sql, line 1, has BEGIN; D1 makes each file one transaction by itself.",
  );
});

test("a table that may have been there before is not the file's own", () => {
  const sql = "CREATE TABLE IF NOT EXISTS votes (id TEXT); DROP TABLE votes;";
  const phases = classifyAll(sqlStatements(sql)).map(({ phase }) => phase);
  expect(phases).toEqual(["expand", "contract"]);
});

test.each([
  ["an update by a list", "WITH n AS (SELECT 1) UPDATE votes SET voter = 'x';", true],
  ["an update of every row", "UPDATE votes SET voter = 'x';", true],
  ["an update by a condition", "UPDATE votes SET voter = 'x' WHERE voter IS NULL;", true],
  ["an update of a range", "UPDATE votes SET voter = 'x' WHERE id BETWEEN 1 AND 9;", false],
  [
    "an update of some",
    "UPDATE votes SET voter = '' WHERE id IN (SELECT id FROM votes LIMIT 500);",
    false,
  ],
  ["a copy of a table", "INSERT INTO votes SELECT id + 9, voter FROM votes;", true],
  ["a table made of another", "CREATE TABLE a AS SELECT * FROM votes;", true],
  ["given rows", "INSERT INTO votes (voter) VALUES ('a');", false],
  ["an update of a new table", "CREATE TABLE a (b); UPDATE a SET b = 1;", false],
  ["a marked update", "-- slipway:bounded 40 rows\nUPDATE votes SET voter = 'x';", false],
])("%s is warned of, or not", (_title, sql, isWarned) => {
  const { warnings } = checkMigrations([one, file("0002_fill.sql", sql)]);
  expect(warnings).toHaveLength(isWarned ? 1 : 0);
  if (isWarned) expect(warnings[0]).toMatch(/^0002_fill.sql, line 1, .* D1 ends it after 30 s/);
});

function file(name: string, sql: string): Migration {
  return { name, sql, sha256: "" };
}

/** Old code, on a database that a migration has changed and that has rows. */
function runAfter(sql: string): void {
  const database = new DatabaseSync(":memory:");
  try {
    database.exec(`${existing} ${oldCode}`);
    database.exec(sql);
    database.exec(oldCode);
  } finally {
    database.close();
  }
}
