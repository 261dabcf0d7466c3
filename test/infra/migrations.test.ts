import * as pulumi from "@pulumi/pulumi";
import { expect, test } from "vitest";
import { readMigrations } from "../../infra/migrations.ts";
import { useCheckout } from "./checkout.ts";

// Proves which files make up a schema, and in what order.

function useMigrations(...names: string[]): string {
  const { root, write } = useCheckout();
  write(Object.fromEntries(names.map((name) => [`worker/api/migrations/${name}`, `-- ${name}`])));
  return root;
}

test("the files come in the order of their numbers, with text and digest", async () => {
  const root = useMigrations("0010_ten.sql", "0002_two.sql", "README.md");
  expect(await readMigrations("api", root)).toEqual([
    {
      name: "0002_two.sql",
      sql: "-- 0002_two.sql",
      sha256: "c9ec5ebdf044afe25f9622eadc1a5feae16630a233660da31ff474951e003ab6",
    },
    { name: "0010_ten.sql", sql: "-- 0010_ten.sql", sha256: expect.any(String) },
  ]);
});

test("files that have no place in the order are refused, all at once", async () => {
  const root = useMigrations("1_one.sql", "0002_two.sql", "0002_too.sql", "0003 three.sql");
  const error = await readMigrations("api", root).catch((thrown: unknown) => thrown);
  expect(pulumi.RunError.isInstance(error)).toBe(true);
  expect((error as Error).message.split("\n").slice(1)).toEqual([
    "  - 0003 three.sql must be named like 0001_create_feedback.sql.",
    "  - 1_one.sql must be named like 0001_create_feedback.sql.",
    "  - 0002_two.sql has the number of another file.",
  ]);
});

test("what is wrong inside the files is told in the same report", async () => {
  const { root, write } = useCheckout();
  write({
    "worker/api/migrations/0001_one.sql": "CREATE TABLE one (id TEXT);",
    "worker/api/migrations/0002_two.sql": "DROP TABLE one;",
    "worker/api/migrations/3_three.sql": "CREATE TABLE three (id TEXT;",
  });
  const error = await readMigrations("api", root).catch((thrown: unknown) => thrown);
  expect((error as Error).message.split("\n")).toEqual([
    expect.stringMatching(/^The migrations in .*api\/migrations have 3 problems:$/),
    "  - 3_three.sql must be named like 0001_create_feedback.sql.",
    expect.stringContaining("0002_two.sql, line 1, drops the table one"),
    "  - 3_three.sql, line 1, is refused by SQLite: incomplete input.",
  ]);
});

test("Collective Vision's schema can be read", async () => {
  expect((await readMigrations("collective-vision")).length).toBeGreaterThan(0);
});
