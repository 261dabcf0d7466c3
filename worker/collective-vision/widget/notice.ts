import { h, icon } from "./dom.ts";

/** A failure, in words, with a way out where there is one. */
export function createError(message: string, retry?: () => void): HTMLElement {
  return h(
    "div",
    { class: "notice error", role: "alert" },
    icon("alert"),
    h("p", {}, message),
    retry && h("button", { class: "quiet", type: "button", onclick: retry }, "Try again"),
  );
}

/** Good news. */
export function createSuccess(message: string): HTMLElement {
  return h("div", { class: "notice success" }, icon("check"), h("p", {}, message));
}

/** What a failure says to the visitor. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : "Something went wrong. Please try again.";
}
