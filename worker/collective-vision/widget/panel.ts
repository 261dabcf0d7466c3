import { h, icon } from "./dom.ts";
import { createListView } from "./list-view.ts";
import type { Navigation, View, Widget } from "./widget.ts";

export interface Panel {
  readonly element: HTMLElement;
  /** Id of the heading that names the panel. */
  readonly headingId: string;
  /** Shows the list, fresh from the server, or the draft where one was left. */
  open(): void;
}

/** The frame: heading, the current view, and the line that screen readers hear. */
export function createPanel(widget: Widget, { onClose }: { readonly onClose?: () => void }): Panel {
  const headingId = "heading";
  const stage = h("div", { class: "stage" });
  const status = h("p", { class: "unseen", role: "status" });
  let current: View | undefined;
  const navigation: Navigation = {
    show(view) {
      current = view;
      stage.replaceChildren(view.element);
      stage.scrollTop = 0;
      view.focus.focus({ preventScroll: true });
    },
    announce(sentence) {
      status.textContent = sentence;
    },
  };
  const heading = h("h2", { id: headingId, tabindex: "-1" }, widget.settings.title);
  const close = h(
    "button",
    { class: "icon-button", type: "button", "aria-label": "Close", onclick: () => onClose?.() },
    icon("close"),
  );
  const header = h("header", {}, heading, onClose && close);
  return {
    element: h("div", { class: "panel" }, header, stage, status),
    headingId,
    open() {
      if (current?.isDraft) return current.focus.focus();
      current = createListView(widget, navigation);
      stage.replaceChildren(current.element);
      if (onClose) heading.focus();
    },
  };
}
