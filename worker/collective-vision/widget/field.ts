import { h } from "./dom.ts";

export interface FieldOptions {
  readonly id: string;
  readonly label: string;
  readonly hint?: string;
  /** Below this the field does not validate. */
  readonly minLength?: number;
  readonly maxLength: number;
  readonly autocomplete?: string;
}

export interface Field {
  readonly element: HTMLElement;
  readonly control: HTMLInputElement | HTMLTextAreaElement;
  value(): string;
  /** Shows what is wrong and goes there; true when nothing is. */
  validate(): boolean;
}

/** A labelled text field with its problem, if any, right below it. */
export function createField(tag: "input" | "textarea", options: FieldOptions): Field {
  const { id, label, hint, minLength = 0, maxLength, autocomplete = "off" } = options;
  const problem = h("p", { class: "problem", id: `${id}-problem` });
  const control = h(tag, {
    id,
    name: id,
    maxlength: maxLength,
    autocomplete,
    dir: "auto",
    "aria-describedby": problem.id,
    ...(minLength > 0 && { required: true }),
    ...(tag === "textarea" && { rows: 3 }),
  });
  const setProblem = (text: string) => {
    problem.textContent = text;
    control.setAttribute("aria-invalid", String(text !== ""));
  };
  control.addEventListener("input", () => setProblem(""));
  const value = () => control.value.trim();
  return {
    element: h(
      "div",
      { class: "field" },
      h(
        "label",
        { for: id },
        label,
        hint !== undefined && h("span", { class: "hint" }, ` (${hint})`),
      ),
      control,
      problem,
    ),
    control,
    value,
    validate() {
      const isLongEnough = value().length >= minLength;
      setProblem(isLongEnough ? "" : `Write at least ${minLength} characters.`);
      if (!isLongEnough) control.focus();
      return isLongEnough;
    },
  };
}
