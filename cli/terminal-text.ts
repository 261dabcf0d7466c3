import { plainText } from "../release/notify/plain-text.ts";

/** The colours and weights that commands print in themselves. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
const ownStyles = /(\u001b\[(?:[0-2]|22|3[1236]|39)m)/;

/**
 * A text that does nothing to a terminal but show its characters. Vendors, commits and Workers have
 * their words in most of what is printed.
 */
export function terminalText(text: string): string {
  const parts = text.split(ownStyles);
  return parts.map((part, index) => (index % 2 === 1 ? part : plainText(part))).join("");
}

/** JSON of the same value in which nothing but text is left; JSON itself lets some codes through. */
export function terminalJson(value: unknown): string {
  return JSON.stringify(value, null, 2).replace(
    /[\u007f-\u009f\u2028\u2029\p{Bidi_Control}]/gu,
    (each) => `\\u${each.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
