/**
 * What the vendor's own Pulumi plugin sent, sent again. Proves that the emulator takes those
 * requests in that order with those statuses, and answers every field that the plugin was given;
 * not that the fields have the values that GitHub would give them.
 */
import sodium from "libsodium-wrappers";
import { beforeAll, expect, test } from "vitest";
import { createGithub } from "../../local/vendors/github/index.ts";
import { pick } from "../local/support/pick.ts";
import { needsShared } from "../local/support/shared-data.ts";
import { missingFrom, readTrace, type TraceLine, Translation } from "../local/support/trace.ts";
import { useVendor, type VendorServer } from "../local/support/vendor-server.ts";

beforeAll(() => sodium.ready);

test("every request of the GitHub plugin is answered as it expects", async (context) => {
  needsShared(context, "traces/github.jsonl");
  const server = await useVendor(createGithub, { github: { owner: "acme", repository: "app" } });
  const ids = new Translation({ "4242": "7002000", "organizations/7": "organizations/7001000" });
  const etags = new Map<string, string>();
  for (const line of readTrace("github")) {
    const path = ids.text(line.path);
    const headers: Record<string, string> = { authorization: "token local-github" };
    if (line.status === 304) headers["if-none-match"] = etags.get(path) ?? "";
    const body = await bodyOf(server, line, path, ids);
    const response = await fetch(server.origin + path, { method: line.method, headers, body });
    const text = await response.text();
    const label = `${line.step} ${line.method} ${line.path}`;
    expect([label, response.status, text]).toEqual([label, line.status, expect.any(String)]);
    etags.set(path, response.headers.get("etag") ?? etags.get(path) ?? "");
    const ours: unknown = text === "" ? null : JSON.parse(text);
    expect([label, ...missingFrom(expectedOf(line), ours)]).toEqual([label]);
    if (line.method === "POST") ids.learn(line.responseBody, ours, "id");
  }
});

/** Without what only the recording server has: a mark `_v`, and logins of teams. */
function expectedOf({ responseBody }: TraceLine): unknown {
  const isOdd = (key: string, value: unknown) =>
    key === "_v" || (key === "login" && /^u\d+$/.test(String(value)));
  return JSON.parse(JSON.stringify(responseBody), (key, value: unknown) =>
    isOdd(key, value) ? undefined : value,
  );
}

/** The recorded body with our ids; a secret is sealed anew for our key. */
async function bodyOf(server: VendorServer, line: TraceLine, path: string, ids: Translation) {
  if (line.requestBody === null) return null;
  if (!path.includes("/secrets/")) return JSON.stringify(ids.json(line.requestBody));
  const keyUrl = server.origin + path.replace(/[^/]+$/, "public-key");
  const answer = await fetch(keyUrl, { headers: { authorization: "token local-github" } });
  const key: unknown = await answer.json();
  const bytes = sodium.from_base64(pick(key, "key"), sodium.base64_variants.ORIGINAL);
  const box = sodium.crypto_box_seal("local-value", bytes);
  return JSON.stringify({
    key_id: pick(key, "key_id"),
    encrypted_value: sodium.to_base64(box, sodium.base64_variants.ORIGINAL),
  });
}
