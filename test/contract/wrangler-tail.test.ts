import { once } from "node:events";
import Cloudflare from "cloudflare";
import { expect, test } from "vitest";
import { WebSocket } from "ws";
import { startRunningCloud } from "./support/running-cloud.ts";
import { useWrangler } from "./support/wrangler.ts";

const { cloud, wrangler } = await useWrangler();

test("tail prints a Worker's requests, logs and exceptions while they happen", async () => {
  wrangler.write({
    "wrangler.json": JSON.stringify({
      name: "talker",
      main: "index.js",
      compatibility_date: "2026-11-01",
      workers_dev: true,
    }),
    "index.js": `export default {
      fetch(request) {
        const { pathname } = new URL(request.url);
        console.log("visited", pathname);
        if (pathname === "/broken") throw new Error("out of order");
        return new Response("ok");
      },
    };`,
  });
  await wrangler.succeed(["deploy"]);
  const tail = wrangler.start(["tail", "talker", "--format", "pretty"]);
  let output = "";
  tail.stdout?.on("data", (chunk) => (output += String(chunk)));
  tail.stderr?.on("data", (chunk) => (output += String(chunk)));

  await expect.poll(() => output, { timeout: 60_000 }).toContain("waiting for logs");
  // The edge begins to stream some milliseconds after the tail has connected.
  const visit = async (path: string) => {
    await cloud.visit("talker.slipway-local.workers.dev", path);
    return output;
  };
  await expect.poll(() => visit("/welcome"), { timeout: 30_000 }).toContain("visited /welcome");
  await expect.poll(() => visit("/broken"), { timeout: 30_000 }).toContain("out of order");

  const ended = once(tail, "close");
  tail.kill("SIGINT");
  await ended;
  expect(output).toMatch(/GET .*\/welcome - Ok/);
  expect(output).toMatch(/GET .*\/broken - Exception Thrown/);
});

test("a connected tail does not keep the local cloud from stopping", async () => {
  const other = await startRunningCloud();
  const client = new Cloudflare({ apiToken: "local-sdk", baseURL: other.cloudflareUrl });
  const account = { account_id: other.accountId };
  await client.workers.beta.workers.create({ ...account, name: "listened" });
  const { url } = await client.workers.scripts.tail.create("listened", account);
  const socket = new WebSocket(url, "trace-v1");
  await once(socket, "open");
  const closed = once(socket, "close");
  await other.stop();
  await closed;
});
