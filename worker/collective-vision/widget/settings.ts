/** How one widget is set up, from the `data-` attributes of its script tag. */
export interface Settings {
  /** The API's origin: where the script itself came from. */
  readonly origin: string;
  readonly workspace: string;
  readonly board: string;
  /** The launcher's text. */
  readonly label: string;
  /** The panel's heading. */
  readonly title: string;
  readonly theme: "auto" | "light" | "dark";
  readonly side: "left" | "right";
  /** A colour as `#rrggbb`. */
  readonly accent: string | undefined;
  /** Selector of the element to show the board in, instead of behind a launcher. */
  readonly target: string | undefined;
}

/** Undefined, with a hint on the console, when the tag does not say which board. */
export function readSettings(script: HTMLScriptElement): Settings | undefined {
  const { workspace, board, label, title, theme, side, accent, target } = script.dataset;
  if (!workspace || !board) {
    console.warn(
      "Collective Vision: the script tag needs data-workspace and data-board; the widget is not shown.",
    );
    return undefined;
  }
  return {
    origin: new URL(script.src).origin,
    workspace,
    board,
    label: label || "Feedback",
    title: title || "What should we do next?",
    theme: theme === "light" || theme === "dark" ? theme : "auto",
    side: side === "left" ? "left" : "right",
    accent: accent && /^#[0-9a-f]{6}$/i.test(accent) ? accent : undefined,
    target: target || undefined,
  };
}
