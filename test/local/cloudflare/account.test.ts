import { expect, test } from "vitest";
import { useCloudflare } from "../support/cloudflare-server.ts";

test("there is one user with one account", async () => {
  const { call, accountId } = await useCloudflare();
  const accounts = await call<object[]>("GET", "/accounts");
  const memberships = await call<object[]>("GET", "/memberships");
  expect((await call("GET", "/user/tokens/verify")).result).toMatchObject({ status: "active" });
  expect((await call("GET", "/user")).result).toHaveProperty("email");
  expect(accounts.result).toMatchObject([{ id: accountId, name: "Slipway Local" }]);
  expect(memberships.result).toMatchObject([{ account: { id: accountId }, status: "accepted" }]);
  expect((await call("GET", "A")).result).toMatchObject({ id: accountId });
});

test("another account is refused, and what is no account id is routed nowhere", async () => {
  const { call } = await useCloudflare();
  const other = await call("GET", "/accounts/0123456789abcdef0123456789abcdef/workers/workers");
  const none = await call("GET", "/accounts/mine/workers/workers");
  expect([other.status, other.errors[0]?.code]).toEqual([403, 10000]);
  expect([none.status, none.errors[0]?.code]).toEqual([400, 7003]);
});

test("a token that may be a real one is refused", async () => {
  const { url } = await useCloudflare();
  const headers = { authorization: "Bearer v1.0-abcdef" };
  const response = await fetch(`${url}/user`, { headers });
  expect(response.status).toBe(401);
  expect(await response.json()).toMatchObject({ success: false, errors: [{ code: 10000 }] });
});

test("what is not emulated answers 501 in Cloudflare's envelope, naming itself", async () => {
  const { call } = await useCloudflare();
  const answer = await call("POST", "A/magic/tunnels", {});
  expect(answer.status).toBe(501);
  expect(answer.success).toBe(false);
  expect(answer.errors[0]?.message).toMatch(/POST \/client\/v4\/accounts\/\w+\/magic\/tunnels/);
});

test("a body that is not JSON is refused, one that says it is text is read", async () => {
  const { call, url, accountId } = await useCloudflare();
  const bad = await call("POST", "A/workers/workers", "{");
  const response = await fetch(`${url}/accounts/${accountId}/workers/workers`, {
    method: "POST",
    headers: { authorization: "Bearer local-test", "content-type": "text/plain" },
    body: '{"name":"api"}',
  });
  expect(bad.status).toBe(400);
  expect(response.status).toBe(200);
});

test("Workers are reached below the account's workers.dev subdomain", async () => {
  const { call } = await useCloudflare();
  const worker = { name: "api" };
  const created = await call<{ subdomain: object }>("POST", "A/workers/workers", worker);
  expect((await call("GET", "A/workers/subdomain")).result).toEqual({ subdomain: "slipway-local" });
  expect(created.result.subdomain).toMatchObject({
    url: "https://api.slipway-local.workers.dev",
    preview_url_suffix: "-api.slipway-local.workers.dev",
  });
});
