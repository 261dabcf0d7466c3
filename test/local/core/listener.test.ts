import { request } from "node:http";
import { expect, onTestFinished, test } from "vitest";
import { randomIds, systemClock } from "../../../local/context.ts";
import { LocalCloudError } from "../../../local/errors.ts";
import { Faults } from "../../../local/faults.ts";
import { Gateway } from "../../../local/gateway.ts";
import { Journal } from "../../../local/journal.ts";
import { listenApi } from "../../../local/listener.ts";
import { Operations } from "../../../local/operations.ts";
import { createOwnApi } from "../../../local/own-api.ts";
import { Store } from "../../../local/store.ts";
import type { Click, Vendor } from "../../../local/vendors/vendor.ts";

const rename: Click = {
  name: "rename-channel",
  description: "Gives a channel another name.",
  parameters: ["channel", "name"],
  run: ([channel, name]) => `Renamed ${channel} to ${name}.`,
};

const vendor: Vendor = {
  name: "slack",
  mount: "/slack",
  hosts: {},
  coverage: [],
  clicks: [rename],
  seed: () => {},
  fetch: () => Response.json({ ok: true }),
  credential: () => "local-test",
  isPublic: () => false,
  failure: (status, error) => Response.json({ ok: false, error }, { status }),
  upgrade: (_request, socket) => {
    socket.end(
      "HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n",
    );
    return true;
  },
  snapshot: () => ({ channels: ["general"] }),
};

async function useListener() {
  const store = new Store(":memory:");
  const faults = new Faults(store, randomIds(store));
  const journal = new Journal(store, systemClock);
  const stops: string[] = [];
  const own = createOwnApi({
    store,
    journal,
    faults,
    vendors: [vendor],
    describe: () => ({ status: "ready" }),
    edgeSnapshot: () => ({ versions: 0 }),
    stop: () => stops.push("stop"),
  });
  const listener = await listenApi(
    0,
    new Gateway([vendor], journal, faults, new Operations(store)),
    own.fetch,
  );
  onTestFinished(async () => {
    await listener.close();
    store.close();
  });
  const origin = `http://127.0.0.1:${listener.port}`;
  const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
    fetch(`${origin}/_local${path}`, { method: "POST", body: JSON.stringify(body), headers });
  return { listener, origin, post, stops, faults, journal };
}

interface Sent {
  readonly method?: string;
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The status of an answer; `fetch` cannot name another host, nor send what only browsers do. */
function statusOf(port: number, { path = "/_local/health", ...sent }: Sent) {
  return new Promise<number | undefined>((resolve, reject) => {
    request({ host: "127.0.0.1", port, path, ...sent }, (response) => {
      response.resume();
      resolve(response.statusCode);
    })
      .once("error", reject)
      .end();
  });
}

/** Whether an upgrade to a WebSocket is granted. */
function isUpgraded(port: number, headers: Readonly<Record<string, string>>): Promise<boolean> {
  const upgrade = { connection: "upgrade", upgrade: "websocket" };
  return new Promise((resolve) => {
    request({ host: "127.0.0.1", port, path: "/slack/tail", headers: { ...upgrade, ...headers } })
      .once("upgrade", () => resolve(true))
      .once("error", () => resolve(false))
      .end();
  });
}

test("no time is told after which an idle connection is closed under the next request", async () => {
  const { origin } = await useListener();
  const { headers } = await fetch(`${origin}/slack/api/auth.test`);
  expect(headers.get("connection")).toBe("keep-alive");
  expect(headers.get("keep-alive")).toBeNull();
});

test("vendor calls go to the vendor and into the journal", async () => {
  const { origin, journal } = await useListener();
  expect(await (await fetch(`${origin}/slack/api/auth.test`)).json()).toEqual({ ok: true });
  expect(journal.list().map((call) => call.path)).toEqual(["/api/auth.test"]);
});

test.each([
  ["127.0.0.1", 200],
  ["localhost", 200],
  ["[::1]", 200],
  ["attacker.example", 421],
  ["127.0.0.1.attacker.example", 421],
  ["0.0.0.0", 421],
])("a request for the host %s is answered with %i", async (name, status) => {
  const { listener } = await useListener();
  const host = `${name}:${listener.port}`;
  expect(await statusOf(listener.port, { headers: { host } })).toBe(status);
});

const foreignPages: readonly [string, Readonly<Record<string, string>>][] = [
  ["another site", { origin: "https://attacker.example" }],
  ["a sandboxed frame", { origin: "null" }],
  ["another port of this machine", { origin: "http://127.0.0.1:3000" }],
  ["a Worker here", { origin: "http://feedback.example.com.localhost:8787" }],
  ["another site, without an Origin", { "sec-fetch-site": "cross-site" }],
  ["another port of localhost, without an Origin", { "sec-fetch-site": "same-site" }],
];

test.each(foreignPages)("a page of %s cannot use the local API", async (_title, headers) => {
  const { post, faults } = await useListener();
  const rule = { vendor: "slack", effect: { kind: "garbage" } };
  const response = await post("/faults", rule, headers);
  expect([response.status, faults.list()]).toEqual([403, []]);
});

test.each(foreignPages)("a page of %s reaches no vendor", async (_title, headers) => {
  const { listener, journal } = await useListener();
  for (const method of ["GET", "POST"]) {
    const sent = { method, path: "/slack/api/chat.postMessage?token=local-x", headers };
    expect(await statusOf(listener.port, sent)).toBe(403);
  }
  expect(await isUpgraded(listener.port, headers)).toBe(false);
  expect(journal.list()).toEqual([]);
});

test("what no page can send reaches a vendor: a token in a header, and calls of no browser", async () => {
  const { listener } = await useListener();
  const path = "/slack/api/auth.test";
  const headers = { authorization: "Bearer local-x", origin: "https://proxied.example" };
  expect(await statusOf(listener.port, { path, headers })).toBe(200);
  expect(await statusOf(listener.port, { path })).toBe(200);
  expect(await isUpgraded(listener.port, {})).toBe(true);
});

test("links lead to the console from anywhere, and its own scripts call the local API", async () => {
  const { listener, origin } = await useListener();
  const link = { "sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate" };
  const own = { origin, "sec-fetch-site": "same-origin", "sec-fetch-mode": "cors" };
  for (const headers of [link, own]) expect(await statusOf(listener.port, { headers })).toBe(200);
});

test("a connection is cut where a fault says so", async () => {
  const { origin, faults } = await useListener();
  faults.add({ vendor: "slack", effect: { kind: "cut-before" } });
  await expect(fetch(`${origin}/slack/api/auth.test`)).rejects.toThrow("fetch failed");
});

test("an edit runs with its values", async () => {
  const { post } = await useListener();
  const edit = { vendor: "slack", name: "rename-channel", args: ["C1", "ops"] };
  expect(await (await post("/clicks", edit)).json()).toEqual({ done: "Renamed C1 to ops." });
});

test.each([
  ["an edit that does not exist", { name: "explode", args: [] }, /no edit "explode" of slack/],
  [
    "too few values",
    { name: "rename-channel", args: ["C1"] },
    /takes 2 arguments \(channel, name\)/,
  ],
])("%s is refused with its reason", async (_title, edit, reason) => {
  const { post } = await useListener();
  const response = await post("/clicks", { vendor: "slack", ...edit });
  expect(response.status).toBe(400);
  expect(((await response.json()) as { error: string }).error).toMatch(reason);
});

test("the snapshot has every vendor and the edge", async () => {
  const { origin } = await useListener();
  expect(await (await fetch(`${origin}/_local/snapshot`)).json()).toEqual({
    slack: { channels: ["general"] },
    edge: { versions: 0 },
  });
});

test("asking to stop is answered before it happens", async () => {
  const { post, stops } = await useListener();
  expect(await (await post("/stop", {})).json()).toEqual({ stopping: true });
  expect(stops).toEqual(["stop"]);
});

test("a port that is taken is one clear error", async () => {
  const { listener } = await useListener();
  const gateway = new Gateway([], undefined as never, undefined as never, undefined as never);
  const second = listenApi(listener.port, gateway, () => new Response());
  await expect(second).rejects.toThrow(LocalCloudError);
  await expect(second).rejects.toThrow(`Port ${listener.port} of 127.0.0.1 is taken.`);
});
