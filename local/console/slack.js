import { card, el } from "./dom.js";
import { plural, time } from "./format.js";
import { renderMessage } from "./slack-message.js";

/** @typedef {import("./types.ts").Message} Message */

/**
 * Channels with their messages, newest first, answers below what they answer.
 * @param {import("./types.ts").State} state
 */
export function renderSlack({ snapshot: { slack } }) {
  const names = new Map([
    ...slack.people.map(({ id, name }) => /** @type {const} */ ([id, name])),
    ...slack.channels.map(({ id, name }) => /** @type {const} */ ([id, name])),
  ]);
  const nameOf = (/** @type {string} */ id) => names.get(id);
  const active = slack.channels.filter(({ messages }) => messages.length > 0);
  const quiet = slack.channels.filter(({ messages }) => messages.length === 0);
  const quietNames = quiet.map(
    ({ name, isArchived }) => `#${name}${isArchived ? " (archived)" : ""}`,
  );
  return el(
    "div",
    el(
      "div.cards",
      active.map((channel) => channelCard(channel, nameOf)),
    ),
    quiet.length > 0 && el("p.quiet", "No messages in ", quietNames.join(", ")),
    el("ul.tags", slack.usergroups.map(usergroup)),
  );
}

/** @param {import("./types.ts").State} state */
export function summarizeSlack({ snapshot: { slack } }) {
  return `${slack.team} · ${plural(slack.channels.length, "channel")}`;
}

/**
 * @param {import("./types.ts").Channel} channel
 * @param {(id: string) => string | undefined} nameOf
 */
function channelCard({ name, topic, isArchived, isPrivate, members, messages }, nameOf) {
  const known = new Set(messages.map(({ ts }) => ts));
  const isAnswer = (/** @type {Message} */ { threadTs, ts }) =>
    threadTs !== null && threadTs !== ts && known.has(threadTs);
  const facts = [topic, isPrivate && "private", isArchived && "archived", members.join(", ")];
  const items = messages
    .filter((message) => !isAnswer(message))
    .flatMap((message) => [
      message,
      ...messages.filter((each) => isAnswer(each) && each.threadTs === message.ts).toReversed(),
    ])
    .map((message) => messageItem(message, isAnswer(message), nameOf));
  return card(
    `#${name}`,
    el("p.quiet.facts", facts.filter(Boolean).join(" · ")),
    el("ol.messages", { tabindex: 0, "aria-label": `Messages in #${name}` }, items),
  );
}

/**
 * @param {Message} message
 * @param {boolean} isAnswer
 * @param {(id: string) => string | undefined} nameOf
 */
function messageItem(message, isAnswer, nameOf) {
  return el(
    isAnswer ? "li.answer" : "li",
    { key: message.ts },
    el(
      "p.byline",
      el("strong", message.author),
      " ",
      el("span.quiet", time(message.time), message.isEdited && " (edited)"),
    ),
    renderMessage(message, nameOf),
  );
}

/** @param {import("./types.ts").Slack["usergroups"][number]} group */
function usergroup({ handle, users, isDisabled }) {
  return el(
    "li",
    { key: handle },
    el("strong", `@${handle}`),
    isDisabled ? " disabled" : ` ${users.join(", ")}`,
  );
}
