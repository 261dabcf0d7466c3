/**
 * The check of tokens against the emulated vendors: every request it makes is one they know, and a
 * token they refuse is found out. That the real vendors refuse each of these requests without its
 * permission is taken from their documentation.
 */
import { afterAll, beforeAll, expect, test } from "vitest";
import { defaultSettings } from "../../local/context.ts";
import type { StackFile } from "../../release/stack-file.ts";
import { tokenPermissions } from "../../release/tokens/needs.ts";
import { checkTokens } from "../../release/tokens/token-check.ts";
import { askVendors } from "../../release/tokens/vendor-access.ts";
import { type RunningCloud, startRunningCloud } from "./support/running-cloud.ts";

let cloud: RunningCloud;
beforeAll(async () => {
  cloud = await startRunningCloud();
});
afterAll(() => cloud.stop());

const variables = ["CLOUDFLARE_API_TOKEN", "GITHUB_TOKEN", "PAGERDUTY_TOKEN", "SLACK_TOKEN"];

function check(token: string) {
  const { origin } = new URL(cloud.cloudflareUrl);
  const env = {
    ...Object.fromEntries(variables.map((name) => [name, token])),
    CLOUDFLARE_BASE_URL: cloud.cloudflareUrl,
    GITHUB_BASE_URL: `${origin}/`,
    PAGERDUTY_API_URL: `${origin}/pagerduty`,
    SLACK_API_URL: `${origin}/slack/api/`,
  };
  const stackFile: StackFile = {
    accountId: cloud.accountId,
    zone: cloud.zoneName,
    githubOwner: defaultSettings.github.owner,
    githubRepository: defaultSettings.github.repository,
    deployWindow: { days: ["tue"], from: "10:00", to: "16:00", timeZone: "UTC", holidays: [] },
  };
  const options = { env, ask: askVendors(env), stackFile, now: new Date() };
  return checkTokens(tokenPermissions("apply"), options);
}

test("a token that may do everything is granted all that a request shows", async () => {
  const findings = await check("local-token");
  const untold = findings.filter(({ status }) => status !== "granted");
  expect(untold.map(({ vendor, subject }) => `${vendor} ${subject}`)).toEqual([
    "github Environments: Read and write",
    "pagerduty escalation_policies.write",
    "pagerduty schedules.write",
    "pagerduty services.write",
    "slack channels:read",
    "slack channels:manage",
    "slack channels:join",
    "slack usergroups:read",
    "slack usergroups:write",
    "slack users:read",
    "slack users:read.email",
    "slack chat:write",
  ]);
  expect(untold.every(({ status }) => status === "unknown")).toBe(true);
});

test("a token that is not accepted is refused by every vendor, without asking further", async () => {
  const findings = await check("stranger");
  expect(findings.map(({ vendor, subject, status }) => `${vendor} ${subject} ${status}`)).toEqual([
    "cloudflare token refused",
    "github token refused",
    "pagerduty token refused",
    "slack token refused",
  ]);
});
