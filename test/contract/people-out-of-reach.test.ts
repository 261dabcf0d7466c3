import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, expect, onTestFinished, test } from "vitest";
import { FolderOutbox } from "../../release/notify/folder-outbox.ts";
import { openNotifier } from "../../release/notify/open-notifier.ts";
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
/** Of each system's people. */
let pagerdutyRoutingKeys: Record<string, string>;
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
  pagerdutyRoutingKeys = {
    [service]: await declareService("Collective Vision"),
    blog: await declareService("Blog"),
  };
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

/** Longer than it takes to tell whoever can be told, on a busy machine too. */
const SETTLE_MS = 3_000;

/** Tells people of something in a command of its own, which at its end waits for what they take. */
async function tell(title: string, action: "trigger" | "resolve", concerned = [service]) {
  const notifier = openNotifier({
    team: { repository: "slipway-local/slipway", channelSuffix: "-staging" },
    alerting: { slackWebhookUrl: "", pagerdutyRoutingKeys },
    env,
    outbox: new FolderOutbox(outbox),
    settleMs: action === "trigger" ? SETTLE_MS : 10 * SETTLE_MS,
  });
  notifier.send({
    kind: "rollback",
    stack: "staging",
    title,
    severity: "warning",
    facts: [{ name: "Reason", value: "it loses votes" }],
    correlationId: "run-1",
    pages: concerned.map((each) => releasePage(action, "staging", each)),
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
  const log = join(outbox, "undelivered.log");
  expect(problems).toEqual([
    `Slack (#deployments-staging) refused the message: is_archived. Unarchive the channel in Slack. What it did not take is in ${log}`,
  ]);
  expect(readdirSync(outbox)).toEqual(["undelivered.log"]);
  expect(readFileSync(log, "utf8")).toContain("two goes back");
  expect(await incidents()).toContain("triggered: collective-vision (staging): two goes back");
  await tell("two went back", "resolve");
});

test("while both are down one issue says it; both are told later at once, of one incident", async () => {
  await faults("POST", unavailable("pagerduty"));
  await faults("POST", unavailable("slack"));
  const first = await tell("three goes back", "trigger");
  expect(first.delivered).toBe(0);
  const { problems } = await tell("three fails", "trigger");
  expect(first.problems.at(-1)).toMatch(/^An issue says it instead: http.+\/issues\/\d+$/);
  expect(problems.at(-1)).toContain(`${first.problems.at(-1)}#issuecomment-`);
  expect(await issues()).toEqual([
    expect.objectContaining({
      title: "staging: three goes back",
      body: expect.stringContaining("Reason: it loses votes"),
      state: "open",
      comments: 1,
    }),
  ]);

  await faults("DELETE");
  expect(await tell("three went back", "resolve")).toEqual({ delivered: 6, problems: [] });
  expect(await incidents()).toContain("resolved: collective-vision (staging): three goes back");
  const texts = await slackTexts("three");
  expect(texts).toHaveLength(1);
  expect(texts[0]).toMatch(/three goes back\n.*three fails\n.*three went back$/);
  expect(await issues()).toMatchObject([{ state: "closed", comments: 2 }]);
});

test("of two systems each has an incident of its own, which is over by itself", async () => {
  expect(await tell("four is torn", "trigger", [service, "blog"])).toMatchObject({ delivered: 3 });
  await tell("four is well", "resolve", ["blog"]);
  expect((await incidents()).filter((each) => each.includes("four")).sort()).toEqual([
    "resolved: blog (staging): four is torn",
    "triggered: collective-vision (staging): four is torn",
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
async function declareService(name: string): Promise<string> {
  const targets = [{ id: "PUADA01", type: "user_reference" }];
  const { escalation_policy: policy } = await vendors.pagerduty<{
    escalation_policy: { id: string };
  }>("POST", "/escalation_policies", {
    escalation_policy: {
      name,
      escalation_rules: [{ escalation_delay_in_minutes: 10, targets }],
    },
  });
  const { service: declared } = await vendors.pagerduty<{ service: { id: string } }>(
    "POST",
    "/services",
    { service: { name, escalation_policy: { id: policy.id } } },
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
  return vendors.github<{ title: string; body: string; state: string; comments: number }[]>(
    "GET",
    "/issues?state=all",
  );
}
