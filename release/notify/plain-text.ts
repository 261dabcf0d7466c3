/** Control characters other than line breaks and tabs, and those that turn the reading direction. */
const invisible = /[\p{Cc}\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/gu;

/** Terminal colours and cursor movements. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
const terminalCodes = /\u001b(?:\[[0-9;?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\))/g;

/** A text that shows just its characters, wherever it is shown. */
export function plainText(text: string): string {
  const withoutCodes = text.replace(terminalCodes, "").replaceAll("\r\n", "\n");
  return withoutCodes.replace(invisible, (each) => (each === "\n" || each === "\t" ? each : ""));
}

/** At most `length` characters; what is cut off is said by an ellipsis. */
export function cut(text: string, length: number): string {
  const characters = [...text];
  return characters.length <= length ? text : `${characters.slice(0, length - 1).join("")}…`;
}
