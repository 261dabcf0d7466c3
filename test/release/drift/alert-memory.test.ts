import { expect, test } from "vitest";
import { keyValueMemory } from "../../../release/drift/alert-memory.ts";
import type { CloudflareApi } from "../../../release/rollout/cloudflare-api.ts";

const worker = {
  accountId: "a",
  scriptName: "api",
  hostname: "api.example.com",
  checks: [],
  auditNamespace: "api-staging",
};

/** A namespace that keeps keys with their metadata, as the API's list answers them. */
function namespace() {
  const keys = new Map<string, unknown>();
  const api: CloudflareApi = async (method, path, body) => {
    if (path.includes("namespaces?")) return [{ id: "n", title: "api-staging" }];
    if (path.endsWith("/bulk/delete")) for (const key of body as string[]) keys.delete(key);
    else if (method === "PUT") {
      for (const { key, metadata } of body as { key: string; metadata: unknown }[]) {
        keys.set(key, metadata);
      }
    }
    return [...keys].map(([name, metadata]) => ({ name, metadata }));
  };
  return { api, keys };
}

const alert = { key: "staging/Queue/cv-queue", fingerprint: "f", isPaging: true };

test("what was opened is read by the next run, until it is closed", async () => {
  const { api, keys } = namespace();
  await (await keyValueMemory(api, worker)).remember([alert], []);
  expect([...keys.keys()]).toEqual(["drift_alert:staging/Queue/cv-queue"]);
  const next = await keyValueMemory(api, worker);
  expect(await next.open()).toEqual([alert]);
  await next.remember([], [alert.key]);
  expect(await next.open()).toEqual([]);
});

test("a Worker whose namespace is gone has no memory", async () => {
  const elsewhere = { ...worker, auditNamespace: "gone" };
  await expect(keyValueMemory(namespace().api, elsewhere)).rejects.toThrow(
    "There is no KV namespace gone.",
  );
});
