import { expect, test } from "vitest";
import { pagerdutyEvent } from "../../../release/notify/pagerduty.ts";
import { slackPayload } from "../../../release/notify/slack.ts";
import { message } from "./message.ts";

test("a Slack message has its title, its facts, and where it comes from", () => {
  const payload = slackPayload(message({ facts: [{ name: "Release", value: "1a2b3c4" }] }));
  expect(payload).toEqual({
    text: ":white_check_mark: Deployed (staging)",
    blocks: [
      {
        type: "header",
        text: { type: "plain_text", text: ":white_check_mark: Deployed", emoji: true },
      },
      { type: "section", fields: [{ type: "mrkdwn", text: "*Release*\n1a2b3c4" }] },
      { type: "context", elements: [{ type: "mrkdwn", text: "deploy · staging · run-1" }] },
    ],
  });
});

test.each(["<!channel> all", "<@U123>", "a & b < c > d", "<https://evil.example|click>"])(
  "%s is no mark-up in Slack",
  (value) => {
    const { text, blocks } = slackPayload(
      message({ title: value, facts: [{ name: value, value }] }),
    );
    const fields = JSON.stringify(blocks.slice(1));
    expect(text).not.toMatch(/[<>]|&(?!amp;|lt;|gt;)/);
    expect(fields).not.toMatch(/[<>]|&(?!amp;|lt;|gt;)/);
  },
);

test("Slack's limits on titles, fields and their number are kept", () => {
  const facts = Array.from({ length: 12 }, (_, index) => ({
    name: `Fact ${index}`,
    value: "v".repeat(5000),
  }));
  const { blocks } = slackPayload(message({ title: "t".repeat(200), facts }));
  const [header, section] = blocks as [
    { text: { text: string } },
    { fields: readonly { text: string }[] },
  ];
  expect(header.text.text).toHaveLength(150);
  expect(section.fields).toHaveLength(10);
  for (const { text } of section.fields) expect(text.length).toBeLessThanOrEqual(2000);
});

test("escaping does not push a field over Slack's limit", () => {
  const { blocks } = slackPayload(message({ facts: [{ name: "Log", value: "<".repeat(3000) }] }));
  const [, section] = blocks as [object, { fields: readonly { text: string }[] }];
  for (const { text } of section.fields) {
    expect(text.length).toBeLessThanOrEqual(2000);
    expect(text).toMatch(/(&lt;)+…$/);
  }
});

test("terminal codes and characters that turn the direction reach nobody", () => {
  const { text } = slackPayload(message({ title: "\u001b[31mred\u001b[0m \u202Eevil\u0000" }));
  expect(text).toBe(":white_check_mark: red evil (staging)");
});

const page = { action: "trigger", service: "shop", dedupKey: "slipway:staging:shop" } as const;

test("a page has its key, severity and facts", () => {
  const facts = [{ name: "Serving", value: "1a2b3c4d 100 %" }];
  const event = pagerdutyEvent(message({ severity: "critical", page, facts }), "k".repeat(32));
  expect(event).toEqual({
    routing_key: "k".repeat(32),
    event_action: "trigger",
    dedup_key: "slipway:staging:shop",
    client: "Slipway",
    payload: {
      summary: "shop (staging): Deployed",
      source: "slipway deploy staging",
      severity: "critical",
      component: "shop",
      group: "staging",
      class: "deploy",
      custom_details: { Serving: "1a2b3c4d 100 %", correlationId: "run-1" },
    },
  });
});

test("calling off needs the key alone", () => {
  const event = pagerdutyEvent(message({ page: { ...page, action: "resolve" } }), "key");
  expect(event).toEqual({
    routing_key: "key",
    event_action: "resolve",
    dedup_key: "slipway:staging:shop",
  });
});
