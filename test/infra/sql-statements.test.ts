import { expect, test } from "vitest";
import { sqlComments, sqlStatements } from "../../infra/sql-statements.ts";

// Proves where a file's statements begin and end. It is no parser: what a statement means is not tried.

test.each([
  ["two statements", "SELECT 1; SELECT 2;", ["SELECT 1", "SELECT 2"]],
  ["a last statement without a semicolon", "SELECT 1;\nSELECT 2\n", ["SELECT 1", "SELECT 2"]],
  ["a file of comments", "-- one;\n/* two; */\n;", []],
  ["a semicolon in a text", "SELECT 'a;''b;';", ["SELECT 'a;''b;'"]],
  ["a semicolon in a name", 'SELECT ";", `;`, [;];', ['SELECT ";", `;`, [;]']],
  ["a semicolon in a comment", "SELECT 1 -- ; '\n+ 1;", ["SELECT 1 -- ; '\n+ 1"]],
  [
    "a trigger and what follows it",
    "CREATE TRIGGER t AFTER INSERT ON a BEGIN UPDATE b SET n = CASE WHEN n THEN 1 END; DELETE FROM c; END; SELECT 1;",
    [
      "CREATE TRIGGER t AFTER INSERT ON a BEGIN UPDATE b SET n = CASE WHEN n THEN 1 END; DELETE FROM c; END",
      "SELECT 1",
    ],
  ],
  ["a text without its end", "SELECT 'a; b", ["SELECT 'a; b"]],
])("%s is split right", (_title, sql, texts) => {
  expect(sqlStatements(sql).map(({ text }) => text)).toEqual(texts);
});

test("a statement says its line, and its words without comments", () => {
  expect(sqlStatements("-- first\n\nselect 'x', \"Name\" /* y */ from t;\nDROP TABLE t;")).toEqual([
    {
      text: "select 'x', \"Name\" /* y */ from t",
      line: 3,
      words: ["SELECT", "''", ",", '"Name"', "FROM", "T"],
    },
    { text: "DROP TABLE t", line: 4, words: ["DROP", "TABLE", "T"] },
  ]);
});

test("comments are given without their marks; texts that look like one are none", () => {
  expect(sqlComments("-- one\nSELECT '-- two'; /* three */")).toEqual(["one", "three"]);
});
