import { expect, test } from "vitest";
import { slackDigest, slackPayload, slackText } from "../../../release/notify/slack-payload.ts";
import { message } from "./message.ts";

interface Block {
  readonly type: string;
  readonly text?: { readonly text: string };
  readonly fields?: readonly { readonly text: string }[];
}

/** All that is shown of a message, block by block. */
function textsOf(blocks: readonly object[]): string[] {
  return (blocks as readonly Block[]).flatMap(({ text, fields = [] }) => [
    ...(text ? [text.text] : []),
    ...fields.map((field) => field.text),
  ]);
}

test("a Slack message has its title, its facts, and where it comes from", () => {
  const payload = slackPayload(message({ facts: [{ name: "Release", value: "1a2b3c4" }] }));
  expect(payload).toEqual({
    text: ":white_check_mark: Deployed (staging)",
    blocks: [
      {
        type: "header",
        text: { type: "plain_text", text: ":white_check_mark: Deployed", emoji: true },
      },
      { type: "section", fields: [{ type: "mrkdwn", text: "*Release*\n1a2b3c4", verbatim: true }] },
      {
        type: "context",
        elements: [{ type: "mrkdwn", text: "deploy · staging · run-1", verbatim: true }],
      },
    ],
  });
});

test.each(["<!channel> all", "<@U123>", "a & b < c > d", "<https://evil.example|click>"])(
  "%s is no mark-up in Slack",
  (value) => {
    const told = message({ title: value, facts: [{ name: value, value }], correlationId: value });
    for (const { text, blocks } of [slackPayload(told), slackDigest([told, told])]) {
      const markup = JSON.stringify(
        blocks.filter((block) => !/plain_text/.test(JSON.stringify(block))),
      );
      expect(text).not.toMatch(/[<>]|&(?!amp;|lt;|gt;)/);
      expect(markup).not.toMatch(/[<>]|&(?!amp;|lt;|gt;)/);
    }
    expect(slackText([told]).text).not.toMatch(/[<>]|&(?!amp;|lt;|gt;)/);
  },
);

test.each(["@here look", "@channel", "#general"])(
  "%s in a text is left as it is by Slack",
  (value) => {
    const { blocks } = slackPayload(message({ title: value, facts: [{ name: value, value }] }));
    const texts = JSON.stringify(blocks).match(/"type":"(mrkdwn|plain_text)"[^}]*/g) ?? [];
    expect(texts).toHaveLength(3);
    for (const text of texts) expect(text).toMatch(/"type":"plain_text"|"verbatim":true/);
  },
);

test.each([
  ["https://example.com/a?b=1&c=2", "<https://example.com/a?b=1&amp;c=2>"],
  ["see https://example.com", "see https://example.com"],
  ["https://example.com/|click", "https://example.com/|click"],
])("the value %s is %s", (value, shown) => {
  const { blocks } = slackPayload(message({ facts: [{ name: "Run", value }] }));
  expect(textsOf(blocks)).toContain(`*Run*\n${shown}`);
});

const facts = (count: number, value: string) =>
  Array.from({ length: count }, (_, index) => ({ name: `Fact ${index + 1}`, value }));

test.each([
  ["one long text", facts(1, "v".repeat(5000))],
  ["twelve long texts", facts(12, "v".repeat(5000))],
  ["what is longer in mark-up", facts(12, "<".repeat(3000))],
  ["a hundred facts", facts(100, "v".repeat(500))],
])("Slack's limits are kept by %s", (_case, given) => {
  const { blocks } = slackPayload(message({ title: "t".repeat(200), facts: given }));
  const [header = "", ...texts] = textsOf(blocks);
  expect(header).toHaveLength(150);
  for (const text of texts) expect(text.length).toBeLessThanOrEqual(2000);
  for (const { fields = [] } of blocks as Block[]) expect(fields.length).toBeLessThanOrEqual(10);
  expect(blocks.length).toBeLessThanOrEqual(50);
  expect(texts.join("").length).toBeLessThanOrEqual(9500);
  expect(JSON.stringify(blocks).length).toBeLessThanOrEqual(13_000);
});

test("all facts are shown, the longest cut, and what is too many is counted", () => {
  const given = [...facts(1, "v".repeat(20_000)), ...facts(60, "short").slice(1)];
  const texts = textsOf(slackPayload(message({ facts: given })).blocks);
  expect(texts[1]).toMatch(/^\*Fact 1\*\nv+…$/);
  expect(texts.slice(2, 51)).toEqual(given.slice(1, 50).map(({ name }) => `*${name}*\nshort`));
  expect(texts[51]).toBe("… and 10 more");
});

test("escaping is not cut in two", () => {
  const { blocks } = slackPayload(message({ facts: facts(1, "<".repeat(3000)) }));
  expect(textsOf(blocks)[1]).toMatch(/\n(&lt;)+…$/);
});

test("terminal codes and characters that turn the direction reach nobody", () => {
  const { text } = slackPayload(message({ title: "\u001b[31mred\u001b[0m \u202Eevil\u0000" }));
  expect(text).toBe(":white_check_mark: red evil (staging)");
});

test("messages that waited are one, in order, each with all it says", () => {
  const { text, blocks } = slackDigest([
    message({ title: "shop goes back", severity: "warning", facts: facts(1, "*it* loses votes") }),
    message({ title: "shop went back", correlationId: "run-2" }),
  ]);
  expect(text).toBe(
    "2 messages that had to wait\n:warning: shop goes back\n:white_check_mark: shop went back",
  );
  expect(textsOf(blocks)).toEqual([
    "2 messages that had to wait",
    ":warning: shop goes back\nFact 1: *it* loses votes",
    ":white_check_mark: shop went back",
  ]);
  expect(JSON.stringify(blocks.at(-1))).toContain("deploy · staging · run-1, run-2");
});

test("of many long messages that waited each keeps its beginning, within Slack's limits", () => {
  const long = Array.from({ length: 20 }, (_, index) =>
    message({ title: `Title ${index + 1}`, facts: facts(3, "v".repeat(2000)) }),
  );
  const { blocks } = slackDigest(long);
  const [, ...texts] = textsOf(blocks);
  expect(texts).toHaveLength(20);
  for (const [index, text] of texts.entries()) expect(text).toContain(`Title ${index + 1}\n`);
  expect(texts.join("").length).toBeLessThanOrEqual(9000);
});
