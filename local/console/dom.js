/**
 * An element with its children. Texts become text nodes, so nothing that a vendor was sent is markup here.
 * @param {string} tag `div`, or `div.card.quiet` with classes
 * @param {...(Node | string | number | null | undefined | false)} children
 */
export function el(tag, ...children) {
  const [name, ...classes] = tag.split(".");
  const element = document.createElement(name);
  if (classes.length > 0) element.className = classes.join(" ");
  element.append(
    ...children.filter((child) => child !== null && child !== undefined && child !== false),
  );
  return element;
}

/** A heading with what is below it, or nothing where there is nothing. */
export function block(title, content) {
  return content ? [el("h4", title), content] : [];
}

/** @param {readonly string[]} texts */
export function tags(texts) {
  return texts.length === 0 ? null : el("ul.tags", ...texts.map((text) => el("li", text)));
}

/**
 * @param {readonly string[]} columns
 * @param {readonly (readonly (Node | string | number)[])[]} rows
 */
export function table(columns, rows) {
  if (rows.length === 0) return null;
  const head = el("tr", ...columns.map((column) => el("th", column)));
  const body = rows.map((row) => el("tr", ...row.map((cell) => el("td", cell))));
  return el("div.scroll", el("table", el("thead", head), el("tbody", ...body)));
}

/** Time of day of an ISO date, in the reader's time zone; the whole date is its title. */
export function time(iso) {
  if (!iso) return "";
  const element = el("time", new Date(iso).toLocaleTimeString());
  element.title = iso;
  return element;
}

export function link(href, text) {
  const element = el("a", text);
  element.href = href;
  return element;
}
