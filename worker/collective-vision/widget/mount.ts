import { h, icon } from "./dom.ts";
import { createPanel } from "./panel.ts";
import { stylesheet } from "./styles/stylesheet.ts";
import type { Widget } from "./widget.ts";

/** A button in the corner that opens the board in a dialog. */
export function mountLauncher(widget: Widget): void {
  const { label, side } = widget.settings;
  const panel = createPanel(widget, { onClose: () => dialog.close() });
  const dialog = h(
    "dialog",
    { class: `dialog ${side}`, "aria-labelledby": panel.headingId },
    panel.element,
  );
  const open = () => {
    dialog.showModal();
    panel.open();
  };
  closeOnBackdrop(dialog);
  const launcher = h(
    "button",
    { class: `launcher ${side}`, type: "button", "aria-haspopup": "dialog", onclick: open },
    icon("bulb"),
    label,
  );
  document.body.append(createHost(widget, launcher, dialog));
}

/**
 * A click on the dialog itself, not on the panel in it, is one on the backdrop. It has to begin
 * there too: selecting text may end anywhere.
 */
function closeOnBackdrop(dialog: HTMLDialogElement): void {
  let hasBegun = false;
  dialog.addEventListener("pointerdown", ({ target }) => {
    hasBegun = target === dialog;
  });
  dialog.addEventListener("click", ({ target }) => {
    if (hasBegun && target === dialog) dialog.close();
  });
}

/** The board as a part of the page. */
export function mountInline(widget: Widget, selector: string): void {
  const target = document.querySelector(selector);
  if (target === null) {
    console.warn(`Collective Vision: nothing matches data-target="${selector}".`);
    return;
  }
  const panel = createPanel(widget, {});
  const section = h(
    "section",
    { class: "inline", "aria-labelledby": panel.headingId },
    panel.element,
  );
  target.append(createHost(widget, section));
  panel.open();
}

/**
 * The element that keeps the page's styles out and ours in. Its name is not one that the page has
 * rules for, and the styles start anew below it, at the root.
 */
function createHost({ settings }: Widget, ...children: HTMLElement[]): HTMLElement {
  const root = h("div", { class: "root", "data-theme": settings.theme }, ...children);
  if (settings.accent) applyAccent(root, settings.accent);
  // Adopted sheets and CSSOM need no 'unsafe-inline' in the page's content security policy.
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(stylesheet);
  const host = document.createElement("collective-vision");
  const shadow = host.attachShadow({ mode: "open" });
  shadow.adoptedStyleSheets = [sheet];
  shadow.append(root);
  return host;
}

/** A colour that fills a button well may be unreadable as text: text then stays in ink. */
function applyAccent(root: HTMLElement, accent: string): void {
  root.style.setProperty("--accent", accent);
  root.style.setProperty("--accent-text", "var(--ink)");
  root.style.setProperty("--on-accent", isLight(accent) ? "#111" : "#fff");
}

/** Whether black text reads better than white on a colour, by its relative luminance. */
function isLight(color: string): boolean {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5]
    .map((start) => Number.parseInt(color.slice(start, start + 2), 16) / 255)
    .map((channel) => (channel <= 0.04 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.179;
}
