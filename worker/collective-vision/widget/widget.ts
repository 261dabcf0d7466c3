import type { Api } from "./api.ts";
import type { Settings } from "./settings.ts";
import type { Voter } from "./voter.ts";

/** What every part of one widget shares. */
export interface Widget {
  readonly settings: Settings;
  readonly api: Api;
  readonly voter: Voter;
}

/** One screen of the panel. */
export interface View {
  readonly element: HTMLElement;
  /** Takes the focus when the view is shown. */
  readonly focus: HTMLElement;
  /** Whether it holds what the visitor has written: it is still there when the panel opens again. */
  readonly isDraft?: boolean;
}

/** How views lead to each other and speak to everybody. */
export interface Navigation {
  show(view: View): void;
  /** Reads a sentence out to screen readers. */
  announce(sentence: string): void;
}
