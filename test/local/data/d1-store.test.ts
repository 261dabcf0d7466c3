import { expect, test } from "vitest";
import type { D1Value } from "../../../local/data/contract.ts";
import { splitSql, sqlParameters } from "../../../local/data/sql-tokens.ts";
import { useDataPlane } from "./support/use-data-plane.ts";

function useDatabase() {
  const { data, clock } = useDataPlane();
  const query = (sql: string, ...params: D1Value[]) =>
    data.d1.query("database", [{ sql, params }]).flat();
  return { d1: data.d1, clock, query };
}

test.each<[string, string[]]>([
  ["SELECT 1", ["SELECT 1"]],
  ["SELECT 1; SELECT 2;", ["SELECT 1", "SELECT 2"]],
  [" ; -- nothing\n /* ; */ ;", []],
  [
    "SELECT ';', \";\", `;`, [;] -- ;\n; SELECT 2",
    ["SELECT ';', \";\", `;`, [;] -- ;", "SELECT 2"],
  ],
  [
    "CREATE TRIGGER t AFTER INSERT ON x BEGIN SELECT CASE 1 WHEN 1 THEN 2 END; SELECT 3; END; SELECT 4",
    [
      "CREATE TRIGGER t AFTER INSERT ON x BEGIN SELECT CASE 1 WHEN 1 THEN 2 END; SELECT 3; END",
      "SELECT 4",
    ],
  ],
  ["SELECT 'it''s; one'", ["SELECT 'it''s; one'"]],
  ["SELECT 'never closed; ", ["SELECT 'never closed;"]],
])("%j has these statements", (sql, statements) => {
  expect(splitSql(sql)).toEqual(statements);
});

test.each<[string, (string | undefined)[]]>([
  ["SELECT ?, ?", [undefined, undefined]],
  ["SELECT ?3, ?1", [undefined, undefined, undefined]],
  ["SELECT ?2, ?", [undefined, undefined, undefined]],
  ["SELECT :a, @b, :a, $c", [":a", "@b", "$c"]],
  ["SELECT '?', \"?\" -- ?\n, ?", [undefined]],
])("%j has these parameters", (sql, names) => {
  expect(sqlParameters(sql)).toEqual(names);
});

test("parameters of every style take the values in order", () => {
  const { query } = useDatabase();
  expect(query("SELECT ?2 AS b, ?1 AS a", 1, 2)[0]?.rows).toEqual([[2, 1]]);
  expect(query("SELECT :b, @a, :b", 1, 2)[0]?.rows).toEqual([[1, 2, 1]]);
  expect(query("SELECT ?, ?", "x", null)[0]?.rows).toEqual([["x", null]]);
});

test("statements of one call are one transaction", () => {
  const { d1, query } = useDatabase();
  query("CREATE TABLE t (a UNIQUE)");
  const insert = { sql: "INSERT INTO t VALUES (1)", params: [] };
  expect(() => d1.query("database", [insert, insert])).toThrow(
    "UNIQUE constraint failed: t.a: SQLITE_CONSTRAINT (extended: SQLITE_CONSTRAINT_UNIQUE)",
  );
  expect(query("SELECT count(*) FROM t")[0]?.rows).toEqual([[0]]);
});

test("a constraint that is checked at the end undoes the transaction", () => {
  const { query } = useDatabase();
  query("CREATE TABLE p (id INTEGER PRIMARY KEY)");
  query("CREATE TABLE c (p REFERENCES p (id) DEFERRABLE INITIALLY DEFERRED)");
  expect(() => query("INSERT INTO c VALUES (5)")).toThrow("FOREIGN KEY constraint failed");
  query("INSERT INTO c VALUES (5); INSERT INTO p VALUES (5)");
  expect(query("SELECT * FROM c")[0]?.rows).toEqual([[5]]);
});

test("a statement answers the columns that its table has now", () => {
  const { query } = useDatabase();
  query("CREATE TABLE t (a); INSERT INTO t VALUES (1)");
  expect(query("SELECT * FROM t")[0]?.columns).toEqual(["a"]);
  query("ALTER TABLE t ADD COLUMN b DEFAULT 2");
  expect(query("SELECT * FROM t")[0]).toMatchObject({ columns: ["a", "b"], rows: [[1, 2]] });
});

test.each([
  [100_000, true],
  [100_001, false],
])("a statement of %i bytes is taken: %s", (bytes, isTaken) => {
  const { query } = useDatabase();
  const sql = `SELECT '${"a".repeat(bytes - "SELECT ''".length)}'`;
  const run = () => query(sql);
  if (isTaken) expect(run()).toHaveLength(1);
  else expect(run).toThrow("statement too long: SQLITE_TOOBIG");
});

test.each([
  [100, true],
  [101, false],
])("%i parameters are taken: %s", (count, isTaken) => {
  const { query } = useDatabase();
  const values = Array.from({ length: count }, (_, index) => index);
  const run = () => query(`SELECT max(${values.map(() => "?").join(",")})`, ...values);
  // A function takes 32 arguments, so the values go into a list.
  const list = () => query(`SELECT 1 WHERE 5 IN (${values.map(() => "?").join(",")})`, ...values);
  expect(run).toThrow(isTaken ? "too many arguments" : "too many SQL variables");
  if (isTaken) expect(list()[0]?.rows).toEqual([[1]]);
  else expect(list).toThrow("too many SQL variables");
});

test("bookmarks grow with every change and only then", () => {
  const { d1, query } = useDatabase();
  query("CREATE TABLE t (a)");
  const created = d1.bookmark("database");
  query("SELECT * FROM t");
  query("DELETE FROM t");
  expect(d1.bookmark("database")).toBe(created);
  query("INSERT INTO t VALUES (1)");
  expect(d1.bookmark("database") > created).toBe(true);
});

test("the newest 20 bookmarks are kept", () => {
  const { d1, query } = useDatabase();
  query("CREATE TABLE t (a)");
  const bookmarks = Array.from({ length: 21 }, () => {
    query("INSERT INTO t VALUES (1)");
    return d1.keepBookmark("database");
  });
  expect(() => d1.restore("database", bookmarks[0] ?? "")).toThrow("No history available");
  d1.restore("database", bookmarks[2] ?? "");
  expect(query("SELECT count(*) FROM t")[0]?.rows).toEqual([[3]]);
});

test("a deleted database begins anew", () => {
  const { d1, query } = useDatabase();
  query("CREATE TABLE t (a)");
  d1.deleteDatabase("database");
  expect(() => query("SELECT * FROM t")).toThrow("no such table: t: SQLITE_ERROR");
});

test("an id that leads out of the folder is refused", () => {
  const { d1 } = useDatabase();
  expect(() => d1.info("../cloud")).toThrow('failed to decode id "../cloud"');
});
