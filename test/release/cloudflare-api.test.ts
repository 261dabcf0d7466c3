import { expect, test } from "vitest";
import {
  CloudflareApiError,
  cloudflareApi,
  isRefusal,
} from "../../release/rollout/cloudflare-api.ts";
import { useCloudflareServer } from "../infra/cloudflare-server.ts";

// Proves how dynamic resources call the API, against a server on this machine; what the vendor
// answers is assumed.

test("a call has the token and gives the envelope's result", async () => {
  const { api, calls } = await useCloudflareServer(() => ({ result: { id: "1" } }));
  expect(await api("POST", "/accounts/a/things", { name: "x" })).toEqual({ id: "1" });
  expect(calls).toEqual([
    {
      method: "POST",
      path: "/accounts/a/things",
      authorization: "Bearer local-token",
      body: { name: "x" },
    },
  ]);
});

test("a refusal names the call, the status and the vendor's codes, and not the token", async () => {
  const { api } = await useCloudflareServer(() => ({
    status: 400,
    errors: [{ code: 7500, message: "no such table: feedback" }],
  }));
  const error = await api("POST", "/q", {}).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(CloudflareApiError);
  expect(error).toMatchObject({
    message: "POST /q answered 400: no such table: feedback (code 7500).",
    status: 400,
    codes: [7500],
  });
});

test.each([
  ["GET", 429, 4],
  ["POST", 429, 4],
  ["GET", 503, 4],
  ["POST", 503, 1],
  ["GET", 404, 1],
])("%s answered %i is sent %i times in all", async (method, status, times) => {
  const { api, calls } = await useCloudflareServer(() => ({ status }));
  await expect(api(method, "/x")).rejects.toThrow(`${method} /x answered ${status}`);
  expect(calls).toHaveLength(times);
});

test("it waits as long as the vendor asks, at most 300 s, or else 1 s, 2 s, 4 s", async () => {
  const after = ["7", "9999", undefined];
  const { api, waits } = await useCloudflareServer(() => {
    const value = after.shift();
    return { status: 429, ...(value && { headers: { "retry-after": value } }) };
  });
  await expect(api("GET", "/x")).rejects.toThrow("429");
  expect(waits).toEqual([7000, 300_000, 4000]);
});

test("it waits until the time that the vendor names", async () => {
  const inTwoMinutes = new Date(Date.now() + 120_000).toUTCString();
  const after = [inTwoMinutes, "Thu, 01 Jan 1970 00:00:00 GMT", ""];
  const { api, waits } = await useCloudflareServer(() => ({
    status: 429,
    headers: { "retry-after": after.shift() ?? "" },
  }));
  await expect(api("GET", "/x")).rejects.toThrow("429");
  expect(waits).toHaveLength(3);
  expect(waits[0]).toBeGreaterThan(110_000);
  expect(waits[0]).toBeLessThanOrEqual(120_000);
  expect(waits.slice(1)).toEqual([0, 4000]);
});

test("its signal ends it while it waits as long as the vendor asks", async () => {
  const controller = new AbortController();
  const api = cloudflareApi({
    env: { CLOUDFLARE_API_TOKEN: "t" },
    signal: controller.signal,
    fetch: async () => {
      queueMicrotask(() => controller.abort());
      return new Response(null, { status: 429, headers: { "retry-after": "300" } });
    },
  });
  await expect(api("POST", "/x", {})).rejects.toThrow("aborted");
});

test("a lost connection is tried again for a read, and told for a write", async () => {
  let left = 2;
  const { api, calls } = await useCloudflareServer(() => (left-- > 0 ? { hangUp: true } : {}));
  expect(await api("GET", "/x")).toBeNull();
  expect(calls).toHaveLength(3);
  left = 1;
  await expect(api("POST", "/x", {})).rejects.toThrow("fetch failed");
});

test("a page that is no envelope is a refusal with the status", async () => {
  const { api } = await useCloudflareServer(() => ({ status: 502, text: "<html>bad gateway" }));
  await expect(api("POST", "/x")).rejects.toThrow("POST /x answered 502: no reason given.");
});

test.each([
  [400, { errors: [{ code: 10_021, message: "no" }] }, true],
  [403, { errors: [] }, true],
  [404, { text: "<html>not here" }, true],
  [408, {}, false],
  [429, { errors: [{ code: 971, message: "slow down" }] }, false],
  [500, {}, false],
  [503, { text: "" }, false],
  [200, { text: "<html>under maintenance" }, false],
  [200, { text: "" }, false],
  [200, { text: '{"success": true, "resul' }, false],
  [200, { text: "null" }, false],
])("%i with %j is a refusal: %s", async (status, content, isOne) => {
  const { api } = await useCloudflareServer(() => ({ status, ...content }));
  const error = await api("POST", "/x", {}).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(CloudflareApiError);
  expect(isRefusal(error)).toBe(isOne);
});

test("without a token it says what to set", () => {
  expect(() => cloudflareApi({ env: {} })).toThrow(
    "CLOUDFLARE_API_TOKEN is not set. Set it to a Cloudflare API token.",
  );
});

test("without an endpoint it calls Cloudflare's own", async () => {
  const urls: string[] = [];
  const api = cloudflareApi({
    env: { CLOUDFLARE_API_TOKEN: "t" },
    fetch: async (url) => {
      urls.push(String(url));
      return Response.json({ success: true, result: 1 });
    },
  });
  await api("GET", "/user");
  expect(urls).toEqual(["https://api.cloudflare.com/client/v4/user"]);
});
