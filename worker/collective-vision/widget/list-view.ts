import type { Item, Sort } from "./api.ts";
import { createCard } from "./card.ts";
import { createDetailView } from "./detail-view.ts";
import { h, icon } from "./dom.ts";
import { createFormView } from "./form-view.ts";
import { createError, messageOf } from "./notice.ts";
import type { Navigation, View, Widget } from "./widget.ts";

/** The board: what others have said, by votes or by age, and the way to add to it. */
export function createListView(widget: Widget, navigation: Navigation, sort: Sort = "votes"): View {
  const back = () => navigation.show(createListView(widget, navigation, sort));
  const list = h("ul", { class: "cards" });
  const rest = h("div", { class: "rest" });
  const add = h(
    "button",
    {
      class: "primary",
      type: "button",
      onclick: () => navigation.show(createFormView(widget, navigation, back)),
    },
    icon("plus"),
    "Add an idea",
  );
  const openItem = (item: Item) =>
    navigation.show(createDetailView(widget, navigation, item, { back }));
  const load = async (cursor: string | null): Promise<void> => {
    rest.replaceChildren(...skeletons(cursor === null ? 3 : 1));
    try {
      const page = await widget.api.list(sort, cursor);
      list.append(...page.items.map((item) => createCard(widget, navigation, item, openItem)));
      const more = page.nextCursor;
      const isEmpty = list.childElementCount === 0;
      rest.replaceChildren(
        ...(isEmpty ? [emptyState()] : more ? [moreButton(() => load(more))] : []),
      );
    } catch (error) {
      rest.replaceChildren(createError(messageOf(error), () => void load(cursor)));
    }
  };
  void load(null);
  const choose = (next: Sort) => navigation.show(createListView(widget, navigation, next));
  const toolbar = h("div", { class: "toolbar" }, sortControl(sort, choose), add);
  return { element: h("div", { class: "view" }, toolbar, list, rest), focus: add };
}

function sortControl(current: Sort, choose: (sort: Sort) => void): HTMLElement {
  const option = (sort: Sort, label: string) =>
    h(
      "button",
      { type: "button", "aria-pressed": String(sort === current), onclick: () => choose(sort) },
      label,
    );
  return h(
    "div",
    { class: "segments", role: "group", "aria-label": "Order" },
    option("votes", "Top"),
    option("new", "New"),
  );
}

function moreButton(load: () => Promise<void>): HTMLElement {
  return h("button", { class: "quiet", type: "button", onclick: () => void load() }, "Show more");
}

function emptyState(): HTMLElement {
  return h(
    "div",
    { class: "empty" },
    icon("bulb"),
    h("p", { class: "strong" }, "No ideas yet"),
    h("p", {}, "Yours can be the first."),
  );
}

function skeletons(count: number): HTMLElement[] {
  return Array.from({ length: count }, () =>
    h("div", { class: "skeleton", "aria-hidden": "true" }),
  );
}
