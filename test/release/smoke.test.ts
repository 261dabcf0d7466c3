import { expect, test } from "vitest";
import type { EdgeAnswer, EdgeRequest } from "../../release/rollout/edge-request.ts";
import type { SmokeStep, SmokeTest } from "../../release/service.ts";
import { runSmokeTest } from "../../release/smoke.ts";

// Proves what a smoke test sends and what it says of an answer. The answers are given, not a Worker's.

const host = { hostname: "api.example.com" };
const get: SmokeStep = { method: "GET", path: "/items" };

/** Runs steps against answers in order; an Error stands for no answer. */
async function run(
  steps: readonly SmokeStep[],
  answers: readonly (Partial<EdgeAnswer> | Error)[],
  headers = {},
) {
  const sent: EdgeRequest[] = [];
  const smokeTest: SmokeTest = { name: "an item is stored", steps };
  let nowMs = 0;
  const result = await runSmokeTest(smokeTest, {
    host,
    headers,
    values: { run: "run-1" },
    now: () => nowMs,
    send: async (_host, request) => {
      const answer = answers[sent.push(request) - 1];
      nowMs += 40;
      if (answer instanceof Error) throw answer;
      return { status: 200, body: "", ...answer };
    },
  });
  return { result, sent };
}

test("what a step captures is in the path, body, headers and expectations of the next", async () => {
  const create: SmokeStep = {
    method: "POST",
    path: "/items",
    body: { title: "Smoke {run}", tags: ["{run}"] },
    statuses: [201],
    captures: { id: "item.id" },
  };
  const read: SmokeStep = {
    method: "GET",
    path: "/items/{id}",
    headers: { "if-match": "{id}" },
    expects: { "items.0.id": "{id}", "items.0.votes": 0 },
  };
  const { result, sent } = await run(
    [create, read],
    [
      { status: 201, body: '{"item":{"id":"a/b"}}' },
      { body: '{"items":[{"id":"a/b","votes":0}]}' },
    ],
    { "x-pinned": "v1" },
  );
  expect(result).toEqual({ name: "an item is stored", timeMs: 80 });
  expect(sent).toEqual([
    {
      method: "POST",
      path: "/items",
      headers: { "content-type": "application/json", "x-pinned": "v1" },
      body: '{"title":"Smoke run-1","tags":["run-1"]}',
    },
    {
      method: "GET",
      path: "/items/a%2Fb",
      headers: { "if-match": "a/b", "x-pinned": "v1" },
      body: undefined,
    },
  ]);
});

test.each<[string, Partial<SmokeStep>, Partial<EdgeAnswer> | Error, string]>([
  ["a wrong status", {}, { status: 500, body: "Oh\n  no" }, "status 500 (Oh no), expected 200"],
  [
    "one of two statuses",
    { statuses: [200, 404] },
    { status: 403 },
    "status 403, expected 200 or 404",
  ],
  ["another value", { expects: { n: 1 } }, { body: '{"n":"1"}' }, 'n is "1", expected 1'],
  [
    "no value",
    { expects: { "a.b": true } },
    { body: '{"a":null}' },
    "a.b is missing, expected true",
  ],
  [
    "an inherited value",
    { expects: { "a.toString": 1 } },
    { body: '{"a":{}}' },
    "a.toString is missing, expected 1",
  ],
  ["no JSON", { expects: { n: 1 } }, { body: "<html>" }, "n is missing, expected 1"],
  [
    "nothing to capture",
    { captures: { id: "id" } },
    { body: '{"id":{}}' },
    "id is {}, expected a text or a number to go on with",
  ],
  ["no answer", {}, new Error("no answer within 10000 ms"), "no answer within 10000 ms"],
])("%s is said with what was expected", async (_case, step, answer, problem) => {
  const { result } = await run([{ ...get, ...step }], [answer]);
  expect(result.problem).toBe(`GET /items: ${problem}`);
});

test("a long answer is cut to its first 120 characters", async () => {
  const { result } = await run([get], [{ status: 500, body: "x".repeat(121) }]);
  expect(result.problem).toContain(`(${"x".repeat(120)}…)`);
});

test("after a wrong answer nothing more is asked", async () => {
  const { sent } = await run([get, get], [{ status: 500 }]);
  expect(sent).toHaveLength(1);
});

test("a placeholder without a value is said and not sent", async () => {
  const { result, sent } = await run([{ ...get, path: "/items/{id}" }], []);
  expect(result.problem).toBe("GET /items/{id}: no earlier step captured {id}");
  expect(sent).toEqual([]);
});
