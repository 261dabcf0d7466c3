import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, expect, onTestFinished, test } from "vitest";
import { openNotifier } from "../../release/notify/open-notifier.ts";
import { folderOutbox } from "../../release/notify/outbox.ts";
import { releasePage } from "../../release/notify/release-page.ts";
import { Vendors } from "../system/support/vendors.ts";
import { type RunningCloud, startRunningCloud } from "./support/running-cloud.ts";

/**
 * Proves, against the emulated vendors, who is told when PagerDuty, Slack or both are down while a
 * release goes back, and that there is one incident once they are there again. Each `tell` is a
 * command of its own. That the traffic waits for none of this is proven beside rollbacks.
 */
let cloud: RunningCloud;
let env: Record<string, string>;
let vendors: Vendors;
let routingKey: string;
let channel: string;
let outbox: string;

beforeAll(async () => {
  cloud = await startRunningCloud();
  const origin = new URL(cloud.cloudflareUrl).origin;
  const token = "local-token";
  env = {
    GITHUB_TOKEN: token,
    GITHUB_BASE_URL: `${origin}/`,
    PAGERDUTY_TOKEN: token,
    PAGERDUTY_API_URL: `${origin}/pagerduty`,
    PAGERDUTY_EVENTS_URL: `${origin}/pagerduty/v2/enqueue`,
    SLACK_TOKEN: token,
    SLACK_API_URL: `${origin}/slack/api/`,
  };
  vendors = new Vendors(env);
  routingKey = await declareService();
  const made = await vendors.slack<{ channel: { id: string } }>("conversations.create", {
    name: "deployments-staging",
  });
  channel = made.channel.id;
});
afterAll(() => cloud.stop());

beforeEach(() => {
  outbox = mkdtempSync(join(tmpdir(), "slipway-outbox-"));
});
afterEach(async () => {
  await faults("DELETE");
  rmSync(outbox, { recursive: true, force: true });
});

const service = "collective-vision";

/** Tells people of something in a command of its own, which waits a second at its end. */
async function tell(title: string, action: "trigger" | "resolve") {
  const notifier = openNotifier({
    team: { repository: "slipway-local/slipway", channelSuffix: "-staging" },
    env: { ...env, PAGERDUTY_ROUTING_KEY: routingKey },
    outbox: folderOutbox(outbox),
    settleMs: 1000,
  });
  notifier.send({
    kind: "rollback",
    stack: "staging",
    title,
    severity: "warning",
    facts: [{ name: "Reason", value: "it loses votes" }],
    correlationId: "run-1",
    page: releasePage(action, "staging", service),
  });
  return notifier.settle();
}

test("an incident that PagerDuty did not take is one, and over, once it is there again", async () => {
  await faults("POST", unavailable("pagerduty"));
  const { problems } = await tell("one goes back", "trigger");
  expect(problems).toEqual([expect.stringMatching(/^PagerDuty answered 503/)]);
  expect(await slackTexts("one")).toEqual([expect.stringContaining("one goes back")]);
  expect(await issues()).toEqual([]);

  await faults("DELETE");
  expect(await tell("one went back", "resolve")).toMatchObject({ problems: [] });
  expect(await incidents()).toEqual(["resolved: collective-vision (staging): one goes back"]);
});

test("a Slack channel that is archived is said to be, and keeps nobody else from being told", async () => {
  await vendors.slack("conversations.archive", { channel });
  onTestFinished(async () => void (await vendors.slack("conversations.unarchive", { channel })));
  const { problems } = await tell("two goes back", "trigger");
  expect(problems).toEqual(["Slack refused the message: is_archived"]);
  expect(readdirSync(outbox)).toEqual([]);
  expect(await incidents()).toContain("triggered: collective-vision (staging): two goes back");
  await tell("two went back", "resolve");
});

test("while both are down an issue says it; both are told later, of one incident", async () => {
  await faults("POST", unavailable("pagerduty"));
  await faults("POST", unavailable("slack"));
  const { delivered, problems } = await tell("three goes back", "trigger");
  expect(delivered).toBe(0);
  expect(problems.at(-1)).toMatch(/^An issue says it instead: http.+\/issues\/\d+$/);
  expect(await issues()).toEqual([
    { title: "staging: three goes back", body: expect.stringContaining("Reason: it loses votes") },
  ]);

  await faults("DELETE");
  expect(await tell("three went back", "resolve")).toEqual({ delivered: 4, problems: [] });
  expect(await incidents()).toContain("resolved: collective-vision (staging): three goes back");
  expect(await slackTexts("three")).toEqual([
    expect.stringContaining("three goes back"),
    expect.stringContaining("three went back"),
  ]);
});

/** Of one vendor's writes, as long as the test goes on. */
function unavailable(vendor: "pagerduty" | "slack") {
  const path = vendor === "slack" ? "/**/chat.postMessage" : "/**/enqueue";
  return { vendor, method: "POST", path, effect: { kind: "status", status: 503 } };
}

async function faults(method: "POST" | "DELETE", rule?: object): Promise<void> {
  const answer = await fetch(`${new URL(cloud.cloudflareUrl).origin}/_local/faults`, {
    method,
    headers: { "content-type": "application/json" },
    ...(rule && { body: JSON.stringify(rule) }),
  });
  expect(answer.ok).toBe(true);
}

/** @returns the key by which events reach a new service. */
async function declareService(): Promise<string> {
  const targets = [{ id: "PUADA01", type: "user_reference" }];
  const { escalation_policy: policy } = await vendors.pagerduty<{
    escalation_policy: { id: string };
  }>("POST", "/escalation_policies", {
    escalation_policy: {
      name: "Default",
      escalation_rules: [{ escalation_delay_in_minutes: 10, targets }],
    },
  });
  const { service: declared } = await vendors.pagerduty<{ service: { id: string } }>(
    "POST",
    "/services",
    { service: { name: "Collective Vision", escalation_policy: { id: policy.id } } },
  );
  const { integration } = await vendors.pagerduty<{ integration: { integration_key: string } }>(
    "POST",
    `/services/${declared.id}/integrations`,
    { integration: { name: "Events", type: "events_api_v2_inbound_integration" } },
  );
  return integration.integration_key;
}

/** Oldest first. */
async function slackTexts(word: string): Promise<string[]> {
  const { messages } = await vendors.slack<{ messages: { text: string }[] }>(
    "conversations.history",
    { channel },
  );
  const texts = messages.map(({ text }) => text).reverse();
  return texts.filter((text) => text.includes(word));
}

async function incidents(): Promise<string[]> {
  const found = await vendors.pagerduty<{ incidents: { title: string; status: string }[] }>(
    "GET",
    "/incidents",
  );
  return found.incidents.map(({ title, status }) => `${status}: ${title}`);
}

async function issues() {
  const found = await vendors.github<{ title: string; body: string }[]>("GET", "/issues");
  return found.map(({ title, body }) => ({ title, body }));
}
