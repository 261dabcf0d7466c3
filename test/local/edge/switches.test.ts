/** Proves that what is served changes without a dropped request, and what a change costs. */
import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { RuntimeVersion } from "../../../local/edge/contract.ts";
import type { EdgeSnapshot } from "../../../local/edge/fleet/snapshot.ts";
import { answering, script, startEdge, state, type TestEdge } from "./support.ts";

const slow = (text: string) => `export default {
  async fetch(request, env) {
    const { readable, writable } = new TransformStream();
    const writer = writable.getWriter();
    const encoder = new TextEncoder();
    (async () => {
      await writer.write(encoder.encode("begun "));
      await scheduler.wait(500);
      await writer.write(encoder.encode("${text}"));
      await writer.close();
    })();
    return new Response(readable);
  },
};`;

let edge: TestEdge;

beforeAll(async () => {
  edge = await startEdge();
});

afterAll(() => edge.close());

const snapshot = () => edge.edge.snapshot() as EdgeSnapshot;

test("no request fails while versions and shares change under load", async () => {
  const first = edge.version("busy", answering("first"));
  await edge.edge.apply(state([script(first)]));
  const ids = [first.id];
  let isRunning = true;
  const answers: Promise<{ status: number; body: string }>[] = [];
  const load = (async () => {
    while (isRunning) {
      answers.push(edge.get("http://busy.localhost/"));
      await delay(20);
    }
  })();
  const someAnswers = async () => {
    const { length } = answers;
    await expect.poll(() => answers.length).toBeGreaterThan(length + 3);
  };
  let current: RuntimeVersion = first;
  for (let round = 0; round < 4; round++) {
    const next = edge.version("busy", answering("next"));
    ids.push(next.id);
    const shares: [number, number][] = [
      [100, 0],
      [50, 50],
    ];
    for (const [old, fresh] of shares) {
      await edge.edge.apply(
        state([
          script([
            [current, old],
            [next, fresh],
          ]),
        ]),
      );
      await someAnswers();
    }
    await edge.edge.apply(state([script(next)]));
    await someAnswers();
    current = next;
  }
  isRunning = false;
  await load;
  const results = await Promise.all(answers);
  expect(results.filter(({ status }) => status !== 200)).toEqual([]);
  const seen = new Set(results.map(({ body }) => body.split(" ")[1]));
  expect(seen).toEqual(new Set(ids));
});

test("when apply resolves, the next request has the new version", async () => {
  for (let round = 0; round < 5; round++) {
    const version = edge.version("prompt", answering("v"));
    await edge.edge.apply(state([script(version)]));
    expect((await edge.get("http://prompt.localhost/")).body).toBe(`v ${version.id}`);
  }
});

test("an answer that has begun is finished by the version that began it", async () => {
  const before = edge.version("stream", slow("from the old one"));
  await edge.edge.apply(state([script(before)]));
  const { total } = snapshot().requests;
  const answer = edge.get("http://stream.localhost/");
  await expect.poll(() => snapshot().requests.total).toBe(total + 1);
  await edge.edge.apply(state([script(edge.version("stream", answering("new")))]));
  expect((await edge.get("http://stream.localhost/")).body).toMatch(/^new /);
  expect((await answer).body).toBe("begun from the old one");
});

test("a change of shares, routes or domains starts no process", async () => {
  const versions = [
    edge.version("still", answering("a")),
    edge.version("still", answering("b")),
  ] as const;
  const split = (share: number) =>
    script([
      [versions[0], share],
      [versions[1], 100 - share],
    ]);
  await edge.edge.apply(state([split(100)]));
  const pids = () => snapshot().processes.map(({ pid }) => pid);
  await expect.poll(() => pids().length).toBe(1);
  const before = pids();
  await edge.edge.apply(
    state([split(30)], { routes: [{ pattern: "r.example.com/*", script: "still" }] }),
  );
  expect(pids()).toEqual(before);
  expect((await edge.get("http://r.example.com/")).status).toBe(200);
});

test("many deployments of many Workers leave few processes", async () => {
  const scripts = new Map<string, RuntimeVersion>();
  for (let round = 0; round < 8; round++) {
    const name = `worker-${round}`;
    scripts.set(name, edge.version(name, answering(name)));
    await edge.edge.apply(state([...scripts.values()].map((version) => script(version))));
  }
  for (const [name, { id }] of scripts) {
    expect((await edge.get(`http://${name}.localhost/`)).body).toBe(`${name} ${id}`);
  }
  await expect.poll(() => snapshot().processes.length).toBeLessThanOrEqual(4);
});

test("with nothing left to serve, no process is left", async () => {
  await edge.edge.apply(state([]));
  await expect.poll(() => snapshot().processes).toEqual([]);
});
