import { withEmoji } from "./emoji.js";

/**
 * A part of a message: `text` and `link` have a text, the others have parts.
 * @typedef {{ kind: "text" | "code" | "preformatted" | "mention", text: string }} Leaf
 * @typedef {{ kind: "link", href: string, text: string }} Link
 * @typedef {{ kind: "bold" | "italic" | "strike" | "quote", parts: Part[] }} Branch
 * @typedef {Leaf | Link | Branch} Part
 */

const FENCE = /\n?```\n?([\s\S]+?)\n?```\n?/;
const QUOTED = /^(?:&gt;|>) ?/;
const INLINE =
  /`(?<code>[^`\n]+)`|<(?<reference>[^<>\n]+)>|(?<![\w*])\*(?! )(?<bold>[^*\n]+)(?<! )\*(?![\w*])|(?<!\w)_(?! )(?<italic>[^_\n]+)(?<! )_(?!\w)|(?<![\w~])~(?! )(?<strike>[^~\n]+)(?<! )~(?![\w~])/g;

/**
 * Reads Slack's mark-up. What is no mark-up stays text.
 * @param {string} source
 * @param {(id: string) => string | undefined} nameOf of a person or channel by id
 * @returns {Part[]}
 * @see https://docs.slack.dev/messaging/formatting-message-text
 */
export function parseMrkdwn(source, nameOf) {
  return source
    .split(FENCE)
    .flatMap((piece, index) =>
      index % 2 === 1 ? [leaf("preformatted", piece)] : parseLines(piece, nameOf),
    );
}

/**
 * @param {string} source
 * @param {(id: string) => string | undefined} nameOf
 * @returns {Part[]}
 */
function parseLines(source, nameOf) {
  /** @type {Part[]} */
  const parts = [];
  for (const [index, line] of source.split("\n").entries()) {
    const content = parseInline(line.replace(QUOTED, ""), nameOf);
    const isFirst = index === 0 || parts.at(-1)?.kind === "quote";
    if (QUOTED.test(line)) parts.push({ kind: "quote", parts: content });
    else parts.push(...(isFirst ? [] : [leaf("text", "\n")]), ...content);
  }
  return parts;
}

/**
 * @param {string} line
 * @param {(id: string) => string | undefined} nameOf
 * @returns {Part[]}
 */
function parseInline(line, nameOf) {
  /** @type {Part[]} */
  const parts = [];
  let end = 0;
  for (const { 0: all, index, groups = {} } of line.matchAll(INLINE)) {
    if (index > end) parts.push(leaf("text", line.slice(end, index)));
    end = index + all.length;
    const { code, reference, bold, italic, strike } = groups;
    if (code !== undefined) parts.push(leaf("code", code));
    else if (reference !== undefined) parts.push(parseReference(reference, nameOf));
    else if (bold !== undefined) parts.push({ kind: "bold", parts: parseInline(bold, nameOf) });
    else if (italic !== undefined)
      parts.push({ kind: "italic", parts: parseInline(italic, nameOf) });
    else parts.push({ kind: "strike", parts: parseInline(strike ?? "", nameOf) });
  }
  if (end < line.length) parts.push(leaf("text", line.slice(end)));
  return parts;
}

/**
 * What stands between angle brackets: a person, a channel, a group, or a link; only addresses that
 * are safe to follow become links.
 * @param {string} reference
 * @param {(id: string) => string | undefined} nameOf
 * @returns {Part}
 */
function parseReference(reference, nameOf) {
  const [target = "", label] = reference.split("|", 2);
  const rest = target.slice(1);
  switch (target[0]) {
    case "@":
      return leaf("mention", `@${label ?? nameOf(rest) ?? rest}`);
    case "#":
      return leaf("mention", `#${label ?? nameOf(rest) ?? rest}`);
    case "!":
      return leaf("mention", label ?? `@${rest.replace(/^subteam\^/, "")}`);
    default:
      if (!/^(?:https?:\/\/|mailto:)/i.test(target)) return leaf("text", `<${reference}>`);
      return { kind: "link", href: unescapeText(target), text: unescapeText(label ?? target) };
  }
}

/**
 * @param {Leaf["kind"]} kind
 * @param {string} text
 * @returns {Leaf}
 */
function leaf(kind, text) {
  const plain = unescapeText(text);
  return { kind, text: kind === "text" ? withEmoji(plain) : plain };
}

/** @param {string} text */
function unescapeText(text) {
  return text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
}
