import { expect, test } from "vitest";
import type { LostObject } from "../../../release/plan/lost-object.ts";
import { wayBackBindingsCheck } from "../../../release/preflight/way-back-bindings.ts";
import type { CloudflareApi } from "../../../release/rollout/cloudflare-api.ts";

// Proves what a plan may take away of what releases are bound to, the vendor being a function. That
// Cloudflare goes back to no version whose resource is gone is its documentation's word.

const workers = [{ accountId: "a", scriptName: "shop", hostname: "shop.example.com", checks: [] }];
const release = (version: string, versionId: string) => ({
  version,
  gitSha: "",
  workers: { shop: versionId },
});
const releases = [release("r2", "v2"), release("r1", "v1")];
const bindings: Readonly<Record<string, readonly object[]>> = {
  v2: [
    { type: "kv_namespace", name: "KV", namespace_id: "kv-2" },
    { type: "queue", name: "EVENTS", queue_name: "events" },
    { type: "plain_text", name: "LEVEL", text: "kv-1" },
  ],
  v1: [{ type: "d1", name: "DB", id: "db-1" }],
};
const api: CloudflareApi = async (_method, path) => ({
  resources: { bindings: bindings[path.split("/").at(-1) ?? ""] },
});

function check(lost: readonly LostObject[], past = releases) {
  return wayBackBindingsCheck(api, { workers, releases: past }, async () => lost);
}

test.each([
  [
    "by its id",
    { name: "cache", vendorNames: ["kv-2", "shop-cache"] },
    "KV namespace kv-2 (binding KV)",
  ],
  [
    "by its name",
    { name: "events", vendorNames: ["9e", "events"] },
    "queue events (binding EVENTS)",
  ],
])("what the serving release is bound to %s is not taken away", async (_case, lost, bound) => {
  const refusal = check([lost]).run();
  await expect(refusal).rejects.toMatchObject({
    code: "rollback-refused",
    message: `The plan takes ${lost.name} away, and shop could not go back to r2: it is bound to ${bound}.`,
    hint: expect.stringContaining("two releases"),
  });
});

test("what only an older release is bound to may go, and that is told", async () => {
  expect(await check([{ name: "database", vendorNames: ["db-1"] }]).run()).toEqual({
    warning:
      "The plan takes database away, and shop could not go back to r1: it is bound to D1 database db-1 (binding DB).",
  });
});

test("what no release is bound to may go", async () => {
  expect(await check([{ name: "old", vendorNames: ["kv-1"] }]).run()).toBeUndefined();
});

test("before the first deployment there is no way back to keep", () => {
  expect(check([], []).skip?.()).toBe("this is the first deployment");
});
