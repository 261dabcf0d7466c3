import type { FileLink, Item } from "./api.ts";
import { createMeta } from "./card.ts";
import { h, icon } from "./dom.ts";
import { formatSize } from "./format.ts";
import { createError, messageOf } from "./notice.ts";
import { createVoteButton } from "./vote-button.ts";
import type { Navigation, View, Widget } from "./widget.ts";

export interface DetailOptions {
  readonly back: () => void;
  /** Shown above the idea, such as the thanks for it. */
  readonly notices?: readonly HTMLElement[];
}

/** One idea in full: its text, its files, and ideas like it. */
export function createDetailView(
  widget: Widget,
  navigation: Navigation,
  item: Item,
  { back, notices = [] }: DetailOptions,
): View {
  const heading = h("h3", { class: "detail-title", tabindex: "-1", dir: "auto" }, item.title);
  const files = h("ul", { class: "attachments" });
  const similar = h("div", { class: "similar" });
  const open = (other: Item) =>
    navigation.show(createDetailView(widget, navigation, other, { back }));
  if (item.attachmentCount > 0) void showFiles(widget, item, files);
  void showSimilar(widget, item, similar, open);
  const body = item.body !== "" && h("p", { class: "body", dir: "auto" }, item.body);
  const text = h("div", { class: "text" }, heading, createMeta(item), body, files);
  const article = h(
    "article",
    { class: "detail" },
    createVoteButton(widget, navigation, item),
    text,
  );
  return {
    element: h("div", { class: "view" }, backButton(back), ...notices, article, similar),
    focus: heading,
  };
}

/** The way back to the list. */
export function backButton(back: () => void): HTMLElement {
  return h("button", { class: "back", type: "button", onclick: back }, icon("back"), "All ideas");
}

async function showFiles({ api }: Widget, { id }: Item, list: HTMLElement): Promise<void> {
  const entry = (file: FileLink) =>
    h(
      "li",
      {},
      h(
        "a",
        { href: api.fileUrl(file), rel: "noopener", target: "_blank" },
        icon("clip"),
        h("bdi", {}, file.name),
        h("span", {}, formatSize(file.sizeBytes)),
      ),
    );
  try {
    const { attachments } = await api.get(id);
    list.replaceChildren(...attachments.map(entry));
  } catch (error) {
    list.replaceChildren(h("li", {}, createError(messageOf(error))));
  }
}

/** Likeness is an extra: where it cannot be had, nothing is shown. */
async function showSimilar(
  { api }: Widget,
  { id }: Item,
  place: HTMLElement,
  open: (item: Item) => void,
): Promise<void> {
  const items = await api.similar(id).catch(() => []);
  if (items.length === 0) return;
  const entry = (item: Item) =>
    h(
      "li",
      {},
      h(
        "button",
        { type: "button", dir: "auto", onclick: () => open(item) },
        h("span", {}, item.title),
        h("span", { class: "tally" }, icon("up"), String(item.votes)),
      ),
    );
  place.replaceChildren(h("h4", {}, "Similar ideas"), h("ul", {}, ...items.map(entry)));
}
