import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
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
