/** Proves that the edge gets over the death of workerd, and workerd does not survive the edge. */
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, renameSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setImmediate } from "node:timers/promises";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import type { EdgeSnapshot } from "../../../local/edge/fleet/snapshot.ts";
import { answering, script, startEdge, state, type TestEdge } from "./support.ts";

const caller = `export default {
  async fetch(request, env) { return new Response("called " + (await (await env.SITE.fetch("https://x/")).text())); },
};`;

let edge: TestEdge;

beforeAll(async () => {
  edge = await startEdge();
  const site = edge.version("site", answering("site"));
  const bindings = [{ type: "service", name: "SITE", service: "site" }];
  await edge.edge.apply(state([script(site)]));
  await edge.edge.apply(
    state([script(site), script(edge.version("caller", caller, { bindings }))]),
  );
});

afterAll(() => edge.close());

const pids = () => (edge.edge.snapshot() as EdgeSnapshot).processes.map(({ pid }) => pid);

/** A process that has ended and waits for its parent to notice does not run. */
function isRunning(pid: number): boolean {
  const { stdout } = spawnSync("ps", ["-o", "stat=", "-p", String(pid)], { encoding: "utf8" });
  return /^[^Z\s]/.test(stdout.trim());
}

test("kill -9 of workerd is healed: requests that come meanwhile are answered", async () => {
  const [first = 0] = pids();
  process.kill(first, "SIGKILL");
  const answers = await Promise.all(
    Array.from({ length: 10 }, () => edge.get("http://site.localhost/")),
  );
  expect(answers.map(({ status }) => status)).toEqual(Array(10).fill(200));
  expect(pids()).not.toContain(first);
});

test("service bindings find the process that came back", async () => {
  const [first = 0] = pids();
  process.kill(first, "SIGKILL");
  await expect
    .poll(async () => (await edge.get("http://caller.localhost/")).body)
    .toMatch(/^called site /);
});

test("a process that is coming back learns of the deployment that is made meanwhile", async () => {
  const other = await startEdge({ limits: { lingerMs: 0 } });
  onTestFinished(() => other.close());
  const processes = () => (other.edge.snapshot() as EdgeSnapshot).processes;
  const bindings = [{ type: "service", name: "SITE", service: "site" }];
  const calling = script(other.version("caller", caller, { bindings }));
  await other.edge.apply(state([calling, script(other.version("site", answering("old")))]));
  const [first] = processes();
  process.kill(first?.pid ?? 0, "SIGKILL");
  const back = () => processes().find(({ name, pid }) => name === first?.name && pid !== first.pid);
  while (back() === undefined) await setImmediate();
  // It listens, and is told the old table: it reads that after the new one is there.
  process.kill(back()?.pid ?? 0, "SIGSTOP");
  const next = other.version("site", answering("next"));
  const applied = other.edge.apply(state([calling, script(next)]));
  await expect
    .poll(() => processes().flatMap(({ versions }) => versions.map(({ id }) => id)))
    .toContain(next.id);
  process.kill(back()?.pid ?? 0, "SIGCONT");
  await applied;
  expect((await other.get("http://caller.localhost/")).body).toBe(`called next ${next.id}`);
});

test("a process that cannot come back at once comes back when it can", async () => {
  const stateDirectory = mkdtempSync(join(tmpdir(), "slipway-edge-state-"));
  onTestFinished(() => rmSync(stateDirectory, { recursive: true }));
  const other = await startEdge({ stateDirectory });
  onTestFinished(() => other.close());
  await other.edge.apply(state([script(other.version("site", answering("site")))]));
  const [first] = (other.edge.snapshot() as EdgeSnapshot).processes;
  const [run, away] = [join(stateDirectory, "run"), join(stateDirectory, "away")];
  renameSync(run, away);
  process.kill(first?.pid ?? 0, "SIGKILL");
  await expect.poll(() => other.logs.join()).toContain("did not start again");
  renameSync(away, run);
  await expect.poll(async () => (await other.get("http://site.localhost/")).body).toMatch(/^site /);
});

test("a Worker that computes for ever is ended, and its neighbours are served again", async () => {
  const other = await startEdge({ limits: { busyMs: 600, lingerMs: 0 } });
  const endless = other.version("endless", "export default { fetch() { for (;;); } };");
  const neighbour = other.version("neighbour", answering("neighbour"));
  await other.edge.apply(state([script(endless), script(neighbour)]));
  const hung = other.get("http://endless.localhost/", { method: "POST", body: "once" });
  await expect
    .poll(() => other.get("http://neighbour.localhost/"))
    .toMatchObject({ status: 200, body: `neighbour ${neighbour.id}` });
  expect((await hung).status).toBe(503);
  expect(other.logs.join()).toContain("was busy for 0.6 s and is started again");
  await other.close();
});

test("a port that is taken is said by number, and nothing is left running", async () => {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as { port: number };
  await expect(startEdge({ port })).rejects.toMatchObject({
    code: "port-in-use",
    message: `Port ${port} on 127.0.0.1 is taken.`,
  });
  server.close();
});

test("workerd is gone when the edge is closed", async () => {
  const other = await startEdge();
  await other.edge.apply(state([script(other.version("x", answering("x")))]));
  const running = (other.edge.snapshot() as EdgeSnapshot).processes.map(({ pid }) => pid);
  expect(running.map(isRunning)).toEqual([true]);
  await other.close();
  expect(running.map(isRunning)).toEqual([false]);
});

test("closing the edge while it starts a version leaves nothing running", async () => {
  const other = await startEdge();
  const applied = other.edge.apply(state([script(other.version("x", answering("x")))]));
  const rejected = expect(applied).rejects.toThrow("The edge was closed.");
  await other.close();
  await rejected;
  expect((other.edge.snapshot() as EdgeSnapshot).processes).toEqual([]);
});

test("kill -9 of the edge leaves no workerd after the next start on its folder", async () => {
  const directory = mkdtempSync(join(tmpdir(), "slipway-orphans-"));
  const program = join(import.meta.dirname, "fixtures/edge-process.ts");
  const run = async () => {
    const child = spawn(process.execPath, [program, directory], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const [line] = (await once(createInterface({ input: child.stdout }), "line")) as [string];
    return { child, pids: JSON.parse(line) as number[] };
  };
  const first = await run();
  first.child.kill("SIGKILL");
  await once(first.child, "exit");
  const second = await run();
  expect(first.pids).toHaveLength(1);
  await expect.poll(() => first.pids.map(isRunning)).toEqual([false]);
  second.child.kill("SIGTERM");
  await once(second.child, "exit");
  rmSync(directory, { recursive: true, force: true });
});
