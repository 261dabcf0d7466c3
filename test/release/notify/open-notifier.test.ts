import { expect, test } from "vitest";
import type { Message } from "../../../release/notify/notifier.ts";
import { openNotifier } from "../../../release/notify/open-notifier.ts";
import { memoryOutbox } from "./memory-outbox.ts";
import { message } from "./message.ts";

const page = { action: "trigger", service: "shop", dedupKey: "key" } as const;
const pages = [page];

/** Where a message goes, as `address body`. */
async function sent(
  options: Partial<Parameters<typeof openNotifier>[0]>,
  told: Message = message({ pages }),
): Promise<string[]> {
  const calls: string[] = [];
  const notifier = openNotifier({
    team: { repository: "acme/shop", channelSuffix: "-staging" },
    env: {},
    outbox: memoryOutbox(),
    fetch: async (url, init) => {
      calls.push(`${url} ${init?.body}`);
      return new Response('{"ok":true,"html_url":"https://github.com/acme/shop/issues/7"}');
    },
    ...options,
  });
  notifier.send(told);
  await notifier.settle();
  return calls.sort();
}

const alerting = {
  slackWebhookUrl: "https://hooks.slack.com/services/T/B/abcdef",
  pagerdutyRoutingKeys: { shop: "k".repeat(32) },
};

test("a stack's own addresses are used, each system's people by their key", async () => {
  const [pagerduty, slack, ...rest] = await sent({ alerting, env: { SLACK_TOKEN: "xoxb-1" } });
  expect(pagerduty).toContain("https://events.pagerduty.com/v2/enqueue ");
  expect(pagerduty).toContain(`"routing_key":"${"k".repeat(32)}"`);
  expect(slack).toContain("https://hooks.slack.com/services/T/B/abcdef ");
  expect(rest).toEqual([]);
});

test.each([
  { severity: "warning", channel: "#deployments-staging" },
  { severity: "critical", channel: "#incidents-staging" },
] as const)("without a webhook a token posts a $severity message to $channel", async (row) => {
  const env = { SLACK_TOKEN: "xoxb-1", SLACK_API_URL: "http://127.0.0.1:1/slack/api/" };
  const told = message({ severity: row.severity });
  const [slack] = await sent({ env }, told);
  expect(slack).toContain("http://127.0.0.1:1/slack/api/chat.postMessage ");
  expect(slack).toContain(`"channel":"${row.channel}"`);
});

test("the environment says where webhooks and events are taken", async () => {
  const env = {
    SLACK_HOOKS_BASE_URL: "http://127.0.0.1:1/slack",
    PAGERDUTY_EVENTS_URL: "http://127.0.0.1:1/pagerduty/v2/enqueue",
  };
  const calls = await sent({ alerting, env });
  expect(calls.map((call) => call.split(" ")[0])).toEqual([
    "http://127.0.0.1:1/pagerduty/v2/enqueue",
    "http://127.0.0.1:1/slack/services/T/B/abcdef",
  ]);
});

test("a message without a page calls nobody", async () => {
  const calls = await sent({ alerting }, message());
  expect(calls).toHaveLength(1);
  expect(calls[0]).toContain("hooks.slack.com");
});

test("the stack's secrets and the environment's are in no message", async () => {
  const env = { STRIPE_SECRET_KEY: "sk_live_canary" };
  const value = `sk_live_canary and ${alerting.slackWebhookUrl}`;
  const calls = await sent({ alerting, env }, message({ facts: [{ name: "Why", value }] }));
  expect(calls[0]).toContain("[secret] and [secret]");
});

test("the people of two systems are called each by their own key", async () => {
  const pagerdutyRoutingKeys = { shop: "s".repeat(32), blog: "b".repeat(32) };
  const both = [page, { ...page, service: "blog", dedupKey: "other" }];
  const calls = await sent(
    { alerting: { ...alerting, pagerdutyRoutingKeys } },
    message({ pages: both }),
  );
  expect(
    calls.map((call) => call.match(/"routing_key":"(.).+"dedup_key":"(\w+)"/)?.slice(1)),
  ).toEqual([["b", "other"], ["s", "key"], undefined]);
});

test("who is not concerned by a page does not count as told of it", async () => {
  const notifier = openNotifier({
    team: { repository: "acme/shop", channelSuffix: "" },
    alerting: { slackWebhookUrl: "", pagerdutyRoutingKeys: { blog: "b".repeat(32) } },
    env: {},
    outbox: memoryOutbox(),
  });
  notifier.send(message({ pages }));
  expect(await notifier.settle()).toEqual({ delivered: 0, problems: [] });
});

test("where there is no address nobody is told, and nothing fails", async () => {
  expect(await sent({})).toEqual([]);
});
