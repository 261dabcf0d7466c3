import { applyD1Migrations } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { board, createFeedback, voterId } from "../support/feedback.ts";
import { useUnmigratedWorker, useWorker } from "../support/harness.ts";

const schema = async () => {
  const { results } = await env.DB.prepare(
    "SELECT name, sql FROM sqlite_master WHERE name NOT GLOB 'sqlite_*' ORDER BY name",
  ).all();
  return results;
};

test("migrations are numbered without gaps", () => {
  const numbers = env.TEST_MIGRATIONS.map(({ name }) =>
    Number(/^(\d{4})_[a-z_]+\.sql$/.exec(name)?.[1]),
  );
  expect(numbers).toEqual(numbers.map((_, index) => index + 1));
});

test("running them again changes neither schema nor data", async () => {
  const worker = await useWorker();
  const { id } = await createFeedback(worker);
  await worker.postJson(`${board}/${id}/vote`, { voterId: voterId(1) });
  const before = await schema();
  await applyD1Migrations(env.DB, env.TEST_MIGRATIONS);
  expect(await schema()).toEqual(before);
  expect(await (await worker.fetch(`${board}/${id}`)).json()).toMatchObject({ votes: 1 });
});

test("each one survives being run without its journal, and is one batch", async () => {
  const worker = await useWorker();
  await createFeedback(worker);
  for (const { queries } of env.TEST_MIGRATIONS) {
    await env.DB.batch(queries.map((query) => env.DB.prepare(query)));
  }
  expect(await (await worker.fetch(board)).json()).toMatchObject({
    items: [{ title: "Dark mode" }],
  });
});

test("they only add: no drop, no rename, no transaction of their own", () => {
  const statements = env.TEST_MIGRATIONS.flatMap(({ queries }) => queries);
  for (const statement of statements) {
    expect(statement).not.toMatch(/\b(DROP|RENAME|BEGIN|COMMIT|PRAGMA)\b/i);
  }
});

test("the list and the vote use an index", async () => {
  await useUnmigratedWorker();
  await applyD1Migrations(env.DB, env.TEST_MIGRATIONS);
  const plan = async (sql: string) => {
    const { results } = await env.DB.prepare(`EXPLAIN QUERY PLAN ${sql}`).all<{ detail: string }>();
    return results.map(({ detail }) => detail).join("; ");
  };
  const of = "FROM feedback WHERE workspace = 'a' AND board = 'b'";
  expect(
    await plan(`SELECT id ${of} ORDER BY vote_count DESC, created_at DESC, id DESC LIMIT 9`),
  ).toBe("SEARCH feedback USING COVERING INDEX feedback_by_votes (workspace=? AND board=?)");
  expect(await plan(`SELECT id ${of} ORDER BY created_at DESC, id DESC LIMIT 9`)).toBe(
    "SEARCH feedback USING COVERING INDEX feedback_by_age (workspace=? AND board=?)",
  );
});
