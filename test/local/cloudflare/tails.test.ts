import { once } from "node:events";
import { expect, test } from "vitest";
import { WebSocket } from "ws";
import { passes } from "../../../local/vendors/cloudflare/workers/tail/filters.ts";
import { createWorker } from "../support/cloudflare-factories.ts";
import { type CloudflareServer, useCloudflare } from "../support/cloudflare-server.ts";

async function openTail(server: CloudflareServer, filters: object[] = []) {
  const { result } = await server.call<{ id: string; url: string; expires_at: string }>(
    "POST",
    "A/workers/scripts/api/tails",
    { filters },
  );
  const socket = new WebSocket(result.url, "trace-v1");
  await once(socket, "open");
  return { tail: result, socket };
}

test("a tail streams the Worker's events over its WebSocket", async () => {
  const server = await useCloudflare();
  await createWorker(server, "api");
  const { socket, tail } = await openTail(server);
  const message = once(socket, "message");
  server.edge.emit("api", { outcome: "ok", scriptName: "api" });
  const [data] = await message;
  expect(socket.protocol).toBe("trace-v1");
  expect(tail.url).toMatch(/^ws:\/\/127\.0\.0\.1:\d+\/client\/v4\/tails\/[0-9a-f]{32}$/);
  expect(Date.parse(tail.expires_at) - server.clock.now().getTime()).toBe(3_600_000);
  expect(JSON.parse(String(data))).toEqual({ outcome: "ok", scriptName: "api" });
  socket.terminate();
});

test("a closed tail is not fed any more", async () => {
  const server = await useCloudflare();
  await createWorker(server, "api");
  const { socket } = await openTail(server);
  expect(server.edge.listeners("api")).toBe(1);
  socket.close();
  await once(socket, "close");
  await expect.poll(() => server.edge.listeners("api")).toBe(0);
});

test("an unmasked message, as wrangler sends it, a long event and a ping are survived", async () => {
  const server = await useCloudflare();
  await createWorker(server, "api");
  const { socket } = await openTail(server);
  socket.send('{"debug":false}', { mask: false });
  const pong = once(socket, "pong");
  socket.ping("still there");
  const [echo] = await pong;
  const message = once(socket, "message");
  const long = "x".repeat(70_000);
  server.edge.emit("api", { logs: [long] });
  const [data] = await message;
  expect(String(echo)).toBe("still there");
  expect(JSON.parse(String(data))).toEqual({ logs: [long] });
  socket.terminate();
});

test("closing the vendor ends its tails", async () => {
  const server = await useCloudflare();
  await createWorker(server, "api");
  const { socket } = await openTail(server);
  const closed = once(socket, "close");
  server.cloudflare.close();
  await closed;
  expect(server.edge.listeners("api")).toBe(0);
});

test("a WebSocket of no tail is refused", async () => {
  const server = await useCloudflare();
  const url = server.url.replace("http", "ws");
  const socket = new WebSocket(`${url}/tails/${"0".repeat(32)}`, "trace-v1");
  const [error] = await once(socket, "error");
  expect(String(error)).toContain("socket hang up");
});

test("a Worker has at most 10 tails at a time", async () => {
  const server = await useCloudflare();
  await createWorker(server, "api");
  const path = "A/workers/scripts/api/tails";
  for (let count = 0; count < 10; count++) await server.call("POST", path, {});
  expect((await server.call("POST", path, {})).status).toBe(400);
  server.clock.advance(3_600_001);
  expect((await server.call("POST", path, {})).status).toBe(200);
});

const event = {
  outcome: "exception",
  event: { request: { method: "POST", headers: { "x-team": "core" } } },
  logs: [{ message: ["order 17 failed"] }],
};

test.each([
  ["an outcome that is asked for", { outcome: ["exception"] }, true],
  ["another outcome", { outcome: ["ok"] }, false],
  ["a method that is asked for", { method: ["POST", "PUT"] }, true],
  ["another method", { method: ["GET"] }, false],
  ["a header", { header: { key: "X-Team" } }, true],
  ["a header of another value", { header: { key: "X-Team", query: "web" } }, false],
  ["a text in the logs", { query: "order 17" }, true],
  ["a text that is not in the logs", { query: "order 18" }, false],
  ["a sample it is in", { sampling_rate: 0.6 }, true],
  ["a sample it is not in", { sampling_rate: 0.5 }, false],
])("an event with %s passes or not (%o)", (_title, filter, expected) => {
  expect(passes(event, [filter], () => 0.5)).toBe(expected);
});
