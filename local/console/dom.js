/**
 * @typedef {Node | string | number | null | undefined | false} Child nothing is shown for the last three
 * @typedef {Readonly<Record<string, string | number | boolean>>} Attributes `key` becomes `data-key`: see patch.js
 */

/**
 * An element from its children and, in any place among them, its attributes. Texts become text
 * nodes, so nothing that a vendor was sent is ever markup here.
 * @param {string} tag `div`, or `div.card.quiet` with classes
 * @param {...(Child | Attributes | readonly Child[])} parts
 */
export function el(tag, ...parts) {
  const [name = "div", ...classes] = tag.split(".");
  const element = document.createElement(name);
  if (classes.length > 0) element.className = classes.join(" ");
  for (const part of parts.flat()) {
    if (part instanceof Node || typeof part === "string") element.append(part);
    else if (typeof part === "number") element.append(String(part));
    else if (part) setAttributes(element, part);
  }
  return element;
}

/**
 * @param {HTMLElement} element
 * @param {Attributes} attributes
 */
function setAttributes(element, { key, ...attributes }) {
  if (key !== undefined) element.dataset.key = String(key);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === true) element.setAttribute(name, "");
    else if (value !== false) element.setAttribute(name, String(value));
  }
}

/**
 * A heading with what is below it, or nothing where there is nothing.
 * @param {string} title
 * @param {Node | null} content
 */
export function block(title, content) {
  return content ? [el("h4", title), content] : [];
}

/**
 * @param {string} title
 * @param {...(Child | readonly Child[])} content
 */
export function card(title, ...content) {
  return el("article.card", { key: title }, el("h3", title), ...content);
}

/**
 * A card for a list, or none for an empty one.
 * @param {string} title
 * @param {Node | null} list
 */
export function listCard(title, list) {
  return list ? [card(title, list)] : [];
}

/** @param {readonly Child[]} items */
export function tags(items) {
  return items.length === 0 ? null : el("ul.tags", ...items.map((item) => el("li", item)));
}

/**
 * A table, or null without rows. A column whose title starts with `#` holds numbers.
 * @param {readonly string[]} columns
 * @param {readonly (readonly Child[])[]} rows
 */
export function table(columns, rows) {
  if (rows.length === 0) return null;
  const isNumber = columns.map((column) => column.startsWith("#"));
  const cell = (
    /** @type {string} */ tag,
    /** @type {Child} */ content,
    /** @type {number} */ at,
  ) => el(isNumber[at] ? `${tag}.number` : tag, content);
  const head = columns.map((column, at) => cell("th", column.replace(/^#/, ""), at));
  const body = rows.map((row) => el("tr", ...row.map((content, at) => cell("td", content, at))));
  return el("div.wide", el("table", el("thead", el("tr", ...head)), el("tbody", ...body)));
}

/**
 * A link that leaves the console.
 * @param {string} href
 * @param {string} text
 */
export function link(href, text) {
  return el("a", { href, target: "_blank", rel: "noopener noreferrer" }, text);
}
