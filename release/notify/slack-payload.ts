import type { Fact, Message } from "./notifier.ts";
import { cut, plainText } from "./plain-text.ts";

export interface SlackPayload {
  /** What notifications show. */
  readonly text: string;
  readonly blocks: readonly object[];
}

/**
 * In characters. All blocks together are refused from about 11,000 or 13,000 on, which is not documented.
 * @see https://docs.slack.dev/reference/block-kit/blocks/header-block (150), section-block (10 fields
 * of 2,000), text-object (3,000); https://github.com/slackapi/bolt-js/issues/2509, 2867 (all together)
 */
const limits = { header: 150, name: 90, fields: 10, field: 2000, facts: 50, text: 3000, all: 9000 };

/** So that each of them has room for more than its title. */
export const largestDigest = 20;

const signs: Record<Message["severity"], string> = {
  info: ":information_source:",
  success: ":white_check_mark:",
  warning: ":warning:",
  critical: ":rotating_light:",
};

/** A message in Slack's own form. Nothing in it calls anybody. */
export function slackPayload(message: Message): SlackPayload {
  return {
    text: markup(`${titleOf(message)} (${message.stack})`, limits.text),
    blocks: [header(titleOf(message)), ...fieldBlocks(message.facts), origin([message])],
  };
}

/** Several messages as one, each with all it says. */
export function slackDigest(messages: readonly Message[]): SlackPayload {
  const title = `${messages.length} messages that had to wait`;
  const texts = messages.map(asText);
  const room = Math.min(limits.text, longestFitting(texts, limits.all));
  return {
    text: markup([title, ...messages.map(titleOf)].join("\n"), limits.text),
    blocks: [
      header(title),
      ...texts.map((each) => ({ type: "section", text: plain(each, room) })),
      origin(messages),
    ],
  };
}

/** The same without blocks, for where Slack does not take them. */
export function slackText(messages: readonly Message[]): { text: string; mrkdwn: false } {
  return { text: markup(messages.map(asText).join("\n\n"), limits.all), mrkdwn: false };
}

function asText(message: Message): string {
  const facts = message.facts.map(({ name, value }) => `${name}: ${value}`);
  return [titleOf(message), ...facts].join("\n");
}

function titleOf({ severity, title }: Message): string {
  return plainText(`${signs[severity]} ${title}`);
}

function header(text: string): object {
  return { type: "header", text: plain(text, limits.header) };
}

function plain(text: string, length: number): object {
  return { type: "plain_text", text: cut(plainText(text), length), emoji: true };
}

function origin(messages: readonly Message[]): object {
  const [kinds, stacks, runs] = (["kind", "stack", "correlationId"] as const).map((name) =>
    [...new Set(messages.map((message) => message[name]))].join(", "),
  );
  return { type: "context", elements: [mrkdwn(markup(`${kinds} · ${stacks} · ${runs}`, 200))] };
}

/** Where the values are too long for one message, the longest are cut. */
function fieldBlocks(facts: readonly Fact[]): object[] {
  const names = facts.slice(0, limits.facts).map(({ name }) => `*${markup(name, limits.name)}*\n`);
  const values = facts.map(({ value }) => shownValue(value, limits.field - limits.name - 3));
  const room = longestFitting(values.slice(0, limits.facts), limits.all - names.join("").length);
  const fields = names.map((name, index) =>
    mrkdwn(
      `${name}${shownValue(facts[index]?.value ?? "", Math.min(room, values[index]?.length ?? 0))}`,
    ),
  );
  const rest = facts.length - names.length;
  return [
    ...Array.from({ length: Math.ceil(fields.length / limits.fields) }, (_, index) => ({
      type: "section",
      fields: fields.slice(index * limits.fields, (index + 1) * limits.fields),
    })),
    ...(rest > 0 ? [{ type: "section", text: plain(`… and ${rest} more`, limits.text) }] : []),
  ];
}

/** The length to which texts are cut so that all of them fit into `total` characters. */
function longestFitting(texts: readonly string[], total: number): number {
  const lengths = texts.map(({ length }) => length).sort((one, other) => one - other);
  let room = total;
  for (const [index, length] of lengths.entries()) {
    const share = Math.floor(room / (lengths.length - index));
    if (length > share) return share;
    room -= length;
  }
  return total;
}

/** Channels' and people's names stay text, which Slack would make links and mentions of. */
function mrkdwn(text: string): object {
  return { type: "mrkdwn", text, verbatim: true };
}

/** An address is a link; anything else is text. */
function shownValue(value: string, length: number): string {
  const isAddress = /^https?:\/\/[^\s<>|]+$/.test(value) && value.length + 2 <= length;
  return isAddress ? `<${markup(value, length - 2)}>` : markup(value, length);
}

const entities: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;" };

/**
 * Text as mark-up that shows just this text, of at most `length` characters.
 * @see https://docs.slack.dev/messaging/formatting-message-text#escaping
 */
function markup(text: string, length: number): string {
  const characters = [...plainText(text)].map((each) => entities[each] ?? each);
  if (characters.join("").length <= length) return characters.join("");
  let short = "";
  for (const each of characters) {
    if (short.length + each.length >= length) break;
    short += each;
  }
  return `${short}…`;
}
