import { expect, test } from "vitest";
import type { StackFile } from "../../../release/stack-file.ts";
import type { TokenPermission } from "../../../release/tokens/needs.ts";
import { checkTokens } from "../../../release/tokens/token-check.ts";
import type { VendorAnswer } from "../../../release/tokens/vendor-access.ts";

// Proves what is concluded from a vendor's answers. The vendor is a function here; the emulated ones are
// asked in test/contract.

const stackFile: StackFile = {
  accountId: "a1",
  zone: "example.com",
  githubOwner: "acme",
  githubRepository: "shop",
  deployWindow: { days: ["tue"], from: "10:00", to: "16:00", timeZone: "UTC", holidays: [] },
};
const env = {
  CLOUDFLARE_API_TOKEN: "cfut_x",
  GITHUB_TOKEN: "github_pat_x",
  PAGERDUTY_TOKEN: "x",
  SLACK_TOKEN: "xoxb-x",
};
const d1: TokenPermission = {
  vendor: "cloudflare",
  of: "account",
  name: "D1: Edit",
  probe: "/accounts/{account}/d1/database",
};
const dns: TokenPermission = {
  vendor: "cloudflare",
  of: "zone",
  name: "DNS: Edit",
  probe: "/zones/{zone}/dns_records",
};
const chat: TokenPermission = { vendor: "slack", of: "workspace", name: "chat:write" };
const environments: TokenPermission = {
  vendor: "github",
  of: "repository",
  name: "Environments: Read and write",
};

/** Answers by path; all others with 200 and an empty object. */
function check(
  wanted: readonly TokenPermission[],
  answers: Readonly<Record<string, Partial<VendorAnswer>>>,
  change: NodeJS.ProcessEnv = {},
) {
  const asked: string[] = [];
  const findings = checkTokens(wanted, {
    env: { ...env, ...change },
    stackFile,
    now: new Date("2026-11-21T00:00:00Z"),
    ask: async (_vendor, path) => {
      asked.push(path);
      return { status: 200, headers: new Headers(), body: {}, ...answers[path] };
    },
  });
  return { asked, findings: findings.then((all) => all.map(({ vendor: _, ...rest }) => rest)) };
}

const zone = { "/zones?name=example.com": { body: { result: [{ id: "z1" }] } } };

test("a permission is granted where what it is for can be looked at", async () => {
  const { asked, findings } = check([d1, dns], zone);
  expect(await findings).toEqual([
    { subject: "token", status: "granted", note: "accepted" },
    { subject: "D1: Edit", status: "granted", note: "GET /accounts/a1/d1/database: 200" },
    { subject: "DNS: Edit", status: "granted", note: "GET /zones/z1/dns_records: 200" },
  ]);
  expect(asked).toContain("/user/tokens/verify");
});

test.each([
  [403, "refused"],
  [401, "refused"],
  [404, "unknown"],
  [500, "unknown"],
  [200, "granted"],
])("an answer of %i to a look means %s", async (status, expected) => {
  const { findings } = check([d1], { ...zone, "/accounts/a1/d1/database": { status } });
  expect((await findings)[1]?.status).toBe(expected);
});

test("a zone that the token does not see is refused", async () => {
  const { findings } = check([dns], { "/zones?name=example.com": { body: { result: [] } } });
  expect((await findings)[1]).toEqual({
    subject: "DNS: Edit",
    status: "refused",
    note: "the token sees no zone example.com",
  });
});

test.each<[string, Partial<VendorAnswer>, string, RegExp]>([
  ["that is not accepted", { status: 401 }, "refused", /not accepted/],
  ["that is disabled", { body: { result: { status: "disabled" } } }, "refused", /it is disabled/],
  [
    "that ends in 13 days",
    { body: { result: { status: "active", expires_on: "2026-12-04T00:00:00Z" } } },
    "warning",
    /13 days from now/,
  ],
  [
    "that ends in 14 days",
    { body: { result: { status: "active", expires_on: "2026-12-05T00:00:00Z" } } },
    "granted",
    /accepted until/,
  ],
])("a Cloudflare token %s is told", async (_title, answer, status, note) => {
  const { findings } = check([d1], { ...zone, "/user/tokens/verify": answer });
  expect((await findings)[0]).toMatchObject({
    subject: "token",
    status,
    note: expect.stringMatching(note),
  });
});

test("an account's token is verified at the account", async () => {
  const { asked, findings } = check([d1], zone, { CLOUDFLARE_API_TOKEN: "cfat_x" });
  await findings;
  expect(asked[0]).toBe("/accounts/a1/tokens/verify");
});

test.each([
  ["a missing token", { CLOUDFLARE_API_TOKEN: "" }, "CLOUDFLARE_API_TOKEN is not set"],
  [
    "a global key",
    { CLOUDFLARE_API_TOKEN: "cfk_x" },
    "CLOUDFLARE_API_TOKEN is a global API key, which may do everything",
  ],
  [
    "a global key beside the token",
    { CLOUDFLARE_API_KEY: "c2547eb745" },
    "CLOUDFLARE_API_KEY is set, a global API key; unset it",
  ],
])("%s is refused without asking anybody", async (_title, change, note) => {
  const { asked, findings } = check([d1], zone, change);
  expect(await findings).toEqual([{ subject: "token", status: "refused", note }]);
  expect(asked).toEqual([]);
});

test.each<[string, Headers, string]>([
  ["among them", new Headers({ "x-oauth-scopes": "users:read, chat:write" }), "granted"],
  ["not among them", new Headers({ "x-oauth-scopes": "users:read" }), "refused"],
  ["of which none are told", new Headers(), "unknown"],
])("a Slack scope %s is told apart", async (_title, headers, status) => {
  const { findings } = check([chat], { "/auth.test": { headers, body: { ok: true } } });
  expect((await findings)[1]?.status).toBe(status);
});

test("a refusal of Slack's is one, although its status is 200", async () => {
  const { findings } = check([chat], {
    "/auth.test": { body: { ok: false, error: "account_inactive" } },
  });
  expect(await findings).toEqual([
    { subject: "token", status: "refused", note: "the token is not accepted: account_inactive" },
  ]);
});

test("a classic token of GitHub's is a warning, and what no request shows is unknown", async () => {
  const headers = new Headers({ "x-oauth-scopes": "repo, workflow" });
  const { findings } = check([environments], { "/rate_limit": { headers } });
  expect((await findings).map(({ status }) => status)).toEqual(["warning", "unknown"]);
});
