/** Proves that preview URLs run versions that no deployment has, and only while they are used. */
import { afterAll, beforeAll, expect, test } from "vitest";
import type { RuntimeVersion } from "../../../local/edge/contract.ts";
import type { EdgeSnapshot } from "../../../local/edge/fleet/snapshot.ts";
import { answering, script, startEdge, state, type TestEdge } from "./support.ts";

let edge: TestEdge;
let deployed: RuntimeVersion;
let uploaded: RuntimeVersion;

beforeAll(async () => {
  edge = await startEdge({ limits: { previewIdleMs: 400, lingerMs: 0 } });
  deployed = edge.version("site", answering("deployed"));
  uploaded = edge.version("site", answering("uploaded"));
  await edge.edge.apply(state([script(deployed)]));
});

afterAll(() => edge.close());

const preview = (id: string, domain = "acme.workers.dev") =>
  edge.get(`http://${id.slice(0, 8)}-site.${domain}/`);

const snapshot = () => edge.edge.snapshot() as EdgeSnapshot;

test.each(["acme.workers.dev", "localhost"])("a version answers below %s", async (domain) => {
  expect((await preview(uploaded.id, domain)).body).toBe(`uploaded ${uploaded.id}`);
});

test("the deployed version has its preview URL too, and needs no other process", async () => {
  expect((await preview(deployed.id)).body).toBe(`deployed ${deployed.id}`);
  expect(snapshot().previews).not.toContain(deployed.id);
});

test("a preview changes nothing about what is deployed", async () => {
  await preview(uploaded.id);
  expect((await edge.get("http://site.localhost/")).body).toBe(`deployed ${deployed.id}`);
});

test("an unused preview ends", async () => {
  expect((await preview(uploaded.id)).status).toBe(200);
  await expect.poll(() => snapshot().previews).toEqual([]);
  await expect.poll(() => snapshot().processes.length).toBe(1);
});

test("a preview of no version says so", async () => {
  const { status, body } = await preview("00000000");
  expect(status).toBe(404);
  expect(body).toContain("error code: 1042");
});

test("a preview of a version that does not start says why", async () => {
  const broken = edge.version("site", "throw new Error('does not start');");
  const { status, body } = await preview(broken.id);
  expect(status).toBe(503);
  expect(body).toContain("does not start");
  // By the time a good one has ended, nothing of it may be left to fail: that would fail this run.
  await preview(uploaded.id);
  await expect.poll(() => snapshot().previews).toEqual([]);
});
