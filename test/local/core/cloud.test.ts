import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { connect } from "node:net";
import { networkInterfaces, tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { type Cloud, startCloud } from "../../../local/cloud.ts";
import { defaultSettings } from "../../../local/context.ts";
import { DataFolder } from "../../../local/data-folder.ts";

/** A folder on which a test starts clouds, one after the other; removed with all of them. */
function useClouds() {
  const folder = mkdtempSync(join(tmpdir(), "slipway-cloud-"));
  const clouds: Cloud[] = [];
  onTestFinished(async () => {
    for (const cloud of clouds) await cloud.stop();
    rmSync(folder, { recursive: true, force: true });
  });
  const start = async () => {
    const cloud = await startCloud({
      dataDirectory: folder,
      port: 0,
      usesVendorPlugins: false,
      projectDirectory: folder,
      log: () => {},
    });
    clouds.push(cloud);
    return cloud;
  };
  return { folder, start };
}

/** Calls the emulated Cloudflare API of an account. */
async function callAccount(folder: string, cloud: Cloud, path: string, init: RequestInit = {}) {
  const { token } = new DataFolder(folder).identity();
  const url = `${cloud.apiOrigin}/client/v4/accounts/${defaultSettings.accountId}${path}`;
  const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
  return (await (await fetch(url, { ...init, headers })).json()) as { result: unknown };
}

test("a second local cloud on the same folder is refused, and the first one goes on", async () => {
  const { folder, start } = useClouds();
  const first = await start();
  await expect(start()).rejects.toMatchObject({ code: "already-running" });
  expect(new DataFolder(folder).running()?.apiPort).toBe(Number(new URL(first.apiOrigin).port));
  expect((await fetch(`${first.apiOrigin}/_local/health`)).status).toBe(200);
});

test("what was created is there after the cloud is started again", async () => {
  const { folder, start } = useClouds();
  const first = await start();
  const body = JSON.stringify({ title: "kept" });
  await callAccount(folder, first, "/storage/kv/namespaces", { method: "POST", body });
  await first.stop();
  expect(new DataFolder(folder).running()).toBeUndefined();
  const { result } = await callAccount(folder, await start(), "/storage/kv/namespaces");
  expect(result).toMatchObject([{ title: "kept" }]);
});

test("no address of this cloud is in what its stacks are configured with", async () => {
  const { folder, start } = useClouds();
  await start();
  for (const stack of ["staging", "production"]) {
    const overlay = readFileSync(join(folder, "stacks", `overlay.${stack}.json`), "utf8");
    expect(overlay).not.toMatch(/127\.0\.0\.1|localhost/);
  }
});

/** Of the forms that the vendors give out, made up. */
const real = {
  cloudflare: "cfut_Zk39xQwErTyUiOpAsDfGhJkLzXcVbNm",
  cloudflareGlobal: "c2547eb745079dac9320b638f5e225cf483cc5cfdda41",
  github: "github_pat_11ABCDEFG0abcdefghij_klmnopqrstuv",
  pagerduty: "u+Zk39xQwErTyUiOpAsD",
  slack: ["xoxb", "123456789012", "ZkxQwErTyUiOpAsDfGhJkLzX"].join("-"),
};
const basic = (text: string) => `Basic ${Buffer.from(text).toString("base64")}`;
const form = { "content-type": "application/x-www-form-urlencoded" };

test("a credential that may be real is refused by every vendor however it is sent, and kept nowhere", async () => {
  const { start } = useClouds();
  const { apiOrigin } = await start();
  const account = `/client/v4/accounts/${defaultSettings.accountId}`;
  const slack = "/slack/api/conversations.create";
  const calls: [string, Record<string, string>, string][] = [
    [`${account}/queues`, { authorization: `Bearer ${real.cloudflare}` }, "{}"],
    [
      `${account}/queues`,
      { "x-auth-email": "a@example.com", "x-auth-key": real.cloudflareGlobal },
      "{}",
    ],
    [
      `${account}/queues`,
      { authorization: "Bearer local-x", "x-auth-key": real.cloudflareGlobal },
      "{}",
    ],
    ["/api/v3/orgs/slipway-local/repos", { authorization: `token ${real.github}` }, "{}"],
    ["/api/v3/orgs/slipway-local/repos", { authorization: basic(`x:${real.github}`) }, "{}"],
    ["/api/v3/orgs/slipway-local/repos", { authorization: basic(`${real.github}:`) }, "{}"],
    ["/pagerduty/services", { authorization: `Token token=${real.pagerduty}` }, "{}"],
    ["/pagerduty/services", { authorization: `Bearer ${real.pagerduty}` }, "{}"],
    [slack, { authorization: `Bearer ${real.slack}` }, "{}"],
    [slack, form, `token=${real.slack}&name=x`],
    [`${slack}?token=${real.slack}&name=x`, form, ""],
    [slack, { "content-type": "application/json" }, `{"token":"${real.slack}","name":"x"}`],
  ];
  const answers: string[] = [];
  for (const [path, headers, body] of calls) {
    const answer = await fetch(apiOrigin + path, { method: "POST", headers, body });
    const text = await answer.text();
    answers.push(text);
    expect([path, text]).toEqual([path, expect.stringContaining("refuses this credential")]);
  }
  await fetch(`${apiOrigin}/slack/services/T0/B0/${real.slack}`, { method: "POST", body: "{}" });
  const kept = await (await fetch(`${apiOrigin}/_local/journal`)).text();
  expect(JSON.parse(kept)).toHaveLength(calls.length + 1);
  for (const credential of Object.values(real)) {
    expect(answers.join() + kept).not.toContain(credential);
  }
});

test("the API, the edge and the plugins listen on loopback only", async () => {
  const { start } = useClouds();
  const { apiOrigin, edgeOrigin, running } = await start();
  const plugins = running.debugProviders.split(",").map((each) => Number(each.split(":")[1]));
  const ports = [apiOrigin, edgeOrigin].map((origin) => Number(new URL(origin).port));
  const others = Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .filter(({ internal, family }) => !internal && family === "IPv4")
    .map(({ address }) => address);
  for (const port of [...ports, ...plugins]) {
    expect(port).toBeGreaterThan(0);
    for (const host of others) expect([host, port, await isOpen(host, port)]).toContain(false);
    expect([port, await isOpen("127.0.0.1", port)]).toContain(true);
  }
});

function isOpen(host: string, port: number): Promise<boolean> {
  const socket = connect({ host, port });
  return new Promise<boolean>((resolve) => {
    socket.once("connect", () => resolve(true)).once("error", () => resolve(false));
  }).finally(() => socket.destroy());
}

test("the console and its scripts are served", async () => {
  const { start } = useClouds();
  const { apiOrigin } = await start();
  const page = await (await fetch(apiOrigin)).text();
  const script = /src="(\/[^"]+\.js)"/.exec(page)?.[1];
  expect((await fetch(`${apiOrigin}${script}`)).headers.get("content-type")).toMatch(/javascript/);
});

test("asking the running cloud to stop ends it", async () => {
  const { start } = useClouds();
  const cloud = await start();
  await fetch(`${cloud.apiOrigin}/_local/stop`, { method: "POST" });
  await cloud.stopped;
  await expect(fetch(`${cloud.apiOrigin}/_local/health`)).rejects.toThrow("fetch failed");
});
