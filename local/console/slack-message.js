import { el, link } from "./dom.js";
import { withEmoji } from "./emoji.js";
import { parseMrkdwn } from "./mrkdwn.js";

/**
 * What Slack's API takes and does not check here is read defensively: any field may be missing.
 * @typedef {{ [field: string]: any }} Loose
 * @typedef {(id: string) => string | undefined} NameOf
 * @typedef {Node | string | null} Rendered
 */

/**
 * A message as people see it: its blocks, or else its text, and then its attachments.
 * @param {{ text: string, blocks: unknown[] | null, attachments: unknown[] | null }} message
 * @param {NameOf} nameOf
 */
export function renderMessage({ text, blocks, attachments }, nameOf) {
  const hasBlocks = blocks !== null && blocks.length > 0;
  return el(
    "div.message",
    hasBlocks ? blocks.map((block) => renderBlock(loose(block), nameOf)) : renderText(text, nameOf),
    (attachments ?? []).map((attachment) => renderAttachment(loose(attachment), nameOf)),
  );
}

/**
 * @param {string} text
 * @param {NameOf} nameOf
 */
function renderText(text, nameOf) {
  return el("div.text", parseMrkdwn(text, nameOf).map(renderPart));
}

/** Elements of mark-up that hold other mark-up. */
const branches = { bold: "strong", italic: "em", strike: "s", quote: "blockquote" };
const leaves = { code: "code", preformatted: "pre", mention: "span.mention" };

/**
 * @param {import("./mrkdwn.js").Part} part
 * @returns {Node | string}
 */
function renderPart(part) {
  switch (part.kind) {
    case "text":
      return part.text;
    case "link":
      return link(part.href, part.text);
    case "code":
    case "preformatted":
    case "mention":
      return el(leaves[part.kind], part.text);
    default:
      return el(branches[part.kind], part.parts.map(renderPart));
  }
}

/**
 * @param {Loose} block
 * @param {NameOf} nameOf
 * @returns {Rendered}
 * @see https://docs.slack.dev/reference/block-kit/blocks
 */
function renderBlock(block, nameOf) {
  switch (block.type) {
    case "header":
      return el("p.heading", textOf(block.text));
    case "divider":
      return el("hr");
    case "section":
      return el(
        "div",
        block.text && renderTextObject(loose(block.text), nameOf),
        listOf(block.fields).length > 0 &&
          el(
            "div.fields",
            listOf(block.fields).map((field) => renderTextObject(field, nameOf)),
          ),
      );
    case "context":
      return el(
        "div.quiet",
        listOf(block.elements).map((element) => renderTextObject(element, nameOf)),
      );
    case "actions":
      return el(
        "p",
        listOf(block.elements).map(({ text }) => el("span.pill", textOf(text))),
      );
    case "rich_text":
      return el("div.text", richText(block));
    case "image":
      return el("p.quiet", `Image: ${String(block.alt_text ?? "")}`);
    default:
      return el("p.quiet", `Block "${String(block.type)}"`);
  }
}

/**
 * @param {Loose} object
 * @param {NameOf} nameOf
 * @returns {Rendered}
 */
function renderTextObject(object, nameOf) {
  if (object.type === "mrkdwn") return renderText(String(object.text ?? ""), nameOf);
  return el("div.text", textOf(object));
}

/**
 * The words of a rich text, without its styles.
 * @param {Loose} node
 * @returns {string}
 */
function richText({ elements, text, url, name, type }) {
  if (elements !== undefined)
    return listOf(elements)
      .map(richText)
      .join(type === "rich_text" ? "\n" : "");
  return String(text ?? url ?? (name === undefined ? "" : `:${name}:`));
}

/**
 * @param {Loose} attachment
 * @param {NameOf} nameOf
 * @returns {Node}
 * @see https://docs.slack.dev/messaging/formatting-message-text#attachments
 */
function renderAttachment(attachment, nameOf) {
  const { pretext, title, text, fallback, fields, blocks } = attachment;
  const body = text ?? (title === undefined && blocks === undefined ? fallback : undefined);
  return el(
    "div.attachment",
    pretext && renderText(String(pretext), nameOf),
    title && el("p.heading", String(title)),
    body && renderText(String(body), nameOf),
    listOf(blocks).map((block) => renderBlock(block, nameOf)),
    listOf(fields).length > 0 &&
      el(
        "div.fields",
        listOf(fields).map((field) =>
          el(
            "div",
            el("strong", String(field.title ?? "")),
            renderText(String(field.value ?? ""), nameOf),
          ),
        ),
      ),
  );
}

/** @param {unknown} object a text object, or a button's text */
function textOf(object) {
  const { text, alt_text: alternative } = loose(object);
  return withEmoji(String(text ?? alternative ?? ""));
}

/** @param {unknown} value @returns {Loose[]} */
function listOf(value) {
  return Array.isArray(value) ? value.map(loose) : [];
}

/** @param {unknown} value @returns {Loose} */
function loose(value) {
  return typeof value === "object" && value !== null ? value : {};
}
