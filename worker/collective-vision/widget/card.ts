import type { Item } from "./api.ts";
import { h, icon } from "./dom.ts";
import { formatAge, formatCount } from "./format.ts";
import { createVoteButton } from "./vote-button.ts";
import type { Navigation, Widget } from "./widget.ts";

/** One idea in the list. */
export function createCard(
  widget: Widget,
  navigation: Navigation,
  item: Item,
  open: (item: Item) => void,
): HTMLElement {
  const title = h(
    "h3",
    {},
    h(
      "button",
      { class: "title", type: "button", dir: "auto", onclick: () => open(item) },
      item.title,
    ),
  );
  const text = h(
    "div",
    { class: "text" },
    title,
    item.body !== "" && h("p", { class: "excerpt", dir: "auto" }, item.body),
    createMeta(item),
  );
  return h("li", { class: "card" }, createVoteButton(widget, navigation, item), text);
}

/** Who, when, and whether there are files. */
export function createMeta({ authorName, createdAt, attachmentCount }: Item): HTMLElement {
  const files = formatCount(attachmentCount, "file");
  return h(
    "p",
    { class: "meta" },
    authorName !== null && h("bdi", {}, authorName),
    h("time", { datetime: createdAt }, formatAge(createdAt)),
    attachmentCount > 0 && h("span", { class: "files" }, icon("clip"), files),
  );
}
