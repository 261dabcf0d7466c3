import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { MANY_COMMANDS_MS, useWrangler } from "./support/wrangler.ts";

/** Proves that wrangler moves data into and out of the emulated services. */
const { wrangler } = await useWrangler();

test(
  "D1: migrations are applied once, a file is executed and exported, and time travel undoes it",
  async () => {
    const created = await wrangler.succeed(["d1", "create", "shop"]);
    const database_id = /"database_id": "([^"]+)"/.exec(created)?.[1];
    wrangler.write({
      "wrangler.json": JSON.stringify({
        name: "shop",
        compatibility_date: "2026-11-01",
        d1_databases: [{ binding: "DB", database_name: "shop", database_id }],
      }),
      "migrations/0001_orders.sql": "CREATE TABLE orders (total INTEGER);",
      "orders.sql": "INSERT INTO orders VALUES (17);\nINSERT INTO orders VALUES (25);",
    });
    await wrangler.succeed(["d1", "migrations", "apply", "shop", "--remote"]);
    expect(await wrangler.succeed(["d1", "migrations", "list", "shop", "--remote"])).toContain(
      "No migrations to apply",
    );
    const bookmark = /--bookmark=([0-9a-f-]+)/.exec(
      await wrangler.succeed(["d1", "time-travel", "info", "shop"]),
    )?.[1];
    const executed = await wrangler.succeed([
      ...["d1", "execute", "shop", "--remote", "--yes", "--file", "orders.sql"],
    ]);
    expect(executed).toContain("Executed 2 queries");
    await wrangler.succeed(["d1", "export", "shop", "--remote", "--output", "out.sql"]);
    const dump = readFileSync(join(wrangler.folder, "out.sql"), "utf8");
    expect(dump).toContain('INSERT INTO "orders" ("total") VALUES(25);');
    await wrangler.succeed(["d1", "time-travel", "restore", "shop", `--bookmark=${bookmark}`]);
    const counted = await wrangler.succeed([
      ...["d1", "execute", "shop", "--remote", "--json", "--yes"],
      ...["--command", "SELECT count(*) AS orders FROM orders"],
    ]);
    expect(counted).toContain('"orders": 0');
  },
  MANY_COMMANDS_MS,
);

test(
  "R2: an object is put, read and deleted, and a bucket with objects is kept",
  async () => {
    wrangler.write({ "a.txt": "hello from a file" });
    await wrangler.succeed(["r2", "bucket", "create", "archive"]);
    const object = ["archive/folder/a.txt", "--remote"];
    await wrangler.succeed(["r2", "object", "put", ...object, "--file", "a.txt"]);
    expect(await wrangler.succeed(["r2", "object", "get", ...object, "--pipe"])).toContain(
      "hello from a file",
    );
    const { code, output } = await wrangler.run(["r2", "bucket", "delete", "archive"]);
    expect(code).toBe(1);
    expect(output).toContain("is not empty");
    await wrangler.succeed(["r2", "object", "delete", ...object]);
    await wrangler.succeed(["r2", "bucket", "delete", "archive"]);
  },
  MANY_COMMANDS_MS,
);

test(
  "queues: a pull consumer is added, delivery is paused, messages are purged",
  async () => {
    await wrangler.succeed(["queues", "create", "mail"]);
    await wrangler.succeed(["queues", "consumer", "http", "add", "mail"]);
    await wrangler.succeed(["queues", "pause-delivery", "mail"]);
    expect(await wrangler.succeed(["queues", "info", "mail"])).toMatch(/Number of Consumers:\s+1/);
    await wrangler.succeed(["queues", "purge", "mail", "--force"]);
    await wrangler.succeed(["queues", "delete", "mail"]);
  },
  MANY_COMMANDS_MS,
);

test(
  "Vectorize: vectors of a file are written and found",
  async () => {
    wrangler.write({
      "vectors.ndjson": '{"id":"east","values":[1,0]}\n{"id":"north","values":[0,1]}',
    });
    await wrangler.succeed(["vectorize", "create", "compass", "--dimensions=2", "--metric=cosine"]);
    await wrangler.succeed(["vectorize", "upsert", "compass", "--file", "vectors.ndjson"]);
    const found = await wrangler.succeed([
      ...["vectorize", "query", "compass", "--vector", "1", "0", "--top-k", "1"],
    ]);
    expect(found).toMatch(/"id": "east"/);
  },
  MANY_COMMANDS_MS,
);
