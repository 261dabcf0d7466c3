import { expect, onTestFinished, test } from "vitest";
import { randomIds } from "../../../local/context.ts";
import { type FaultInput, Faults } from "../../../local/faults.ts";
import { Gateway } from "../../../local/gateway.ts";
import { Journal } from "../../../local/journal.ts";
import { Operations } from "../../../local/operations.ts";
import { Store } from "../../../local/store.ts";
import type { Vendor } from "../../../local/vendors/vendor.ts";

const noon = new Date("2026-11-01T12:00:00Z");

/** A vendor that records which paths reach it. */
function recordingVendor(reached: string[]): Vendor {
  return {
    name: "slack",
    mount: "/slack",
    hosts: {},
    coverage: [],
    clicks: [],
    seed: () => {},
    fetch: (request) => {
      reached.push(new URL(request.url).pathname);
      return Response.json({ ok: true });
    },
    credential: (request) => request.headers.get("authorization") ?? undefined,
    isPublic: (_method, path) => path.startsWith("/services/"),
    failure: (status, message) => Response.json({ ok: false, error: message }, { status }),
    snapshot: () => ({}),
  };
}

function useGateway(fault?: FaultInput) {
  const store = new Store(":memory:");
  onTestFinished(() => store.close());
  const reached: string[] = [];
  const vendor = recordingVendor(reached);
  const journal = new Journal(store, { now: () => noon });
  const faults = new Faults(store, randomIds(store));
  if (fault) faults.add(fault);
  const gateway = new Gateway([vendor], journal, faults, new Operations(store));
  const send = (path: string, init: RequestInit = {}) =>
    gateway.handle(vendor, new Request(`http://127.0.0.1/slack${path}`, init));
  return { send, reached, journal };
}

const authorized = { headers: { authorization: "local-token" } };

test("the vendor sees the path without its mount", async () => {
  const { send, reached } = useGateway();
  expect((await send("/api/auth.test", authorized)).status).toBe(200);
  expect(reached).toEqual(["/api/auth.test"]);
});

test.each([
  ["no credential", undefined],
  ["a credential that may be real", "xoxb-123456789012-abcdef"],
])("a call with %s is refused before the vendor", async (_title, authorization) => {
  const { send, reached } = useGateway();
  const response = await send("/api/auth.test", {
    headers: authorization ? { authorization } : {},
  });
  expect(response.status).toBe(401);
  expect(reached).toEqual([]);
});

test("a public operation needs no credential", async () => {
  const { send } = useGateway();
  expect((await send("/services/T1/B1/x", { method: "POST", body: "{}" })).status).toBe(200);
});

test("the journal holds each call in order with secrets replaced", async () => {
  const { send, journal } = useGateway();
  const body = JSON.stringify({ channel: "C1", token: "local-token" });
  await send("/api/chat.postMessage?x=1", { ...authorized, method: "POST", body });
  await send("/api/auth.test");
  expect(journal.list()).toMatchObject([
    {
      time: noon.toISOString(),
      vendor: "slack",
      method: "POST",
      path: "/api/chat.postMessage?x=1",
      requestBody: { channel: "C1", token: "<secret>" },
      status: 200,
    },
    { path: "/api/auth.test", status: 401 },
  ]);
});

test("a status fault answers in the vendor's envelope and keeps the call from it", async () => {
  const { send, reached, journal } = useGateway({
    vendor: "slack",
    effect: { kind: "status", status: 503 },
  });
  const response = await send("/api/auth.test", authorized);
  expect([response.status, await response.json()]).toMatchObject([503, { ok: false }]);
  expect(reached).toEqual([]);
  expect(journal.list()[0]?.faultId).toMatch(/^fault-/);
});

test("a cut-after fault lets the vendor act but answers nothing", async () => {
  const { send, reached, journal } = useGateway({ vendor: "slack", effect: { kind: "cut-after" } });
  await send("/api/auth.test", authorized);
  expect(reached).toEqual(["/api/auth.test"]);
  expect(journal.list()[0]?.status).toBe(0);
});

test("a cut-before fault does neither", async () => {
  const { send, reached } = useGateway({ vendor: "slack", effect: { kind: "cut-before" } });
  await send("/api/auth.test", authorized);
  expect(reached).toEqual([]);
});
