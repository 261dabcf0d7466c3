const controlCharacters = /[\p{Cc}\u2028\u2029]/gu;
const controlCharactersButLayout = /[^\P{Cc}\n\t]/gu;
const bidiControls = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

/**
 * One line that a reader can trust: line breaks and other control characters become spaces, and
 * characters that reorder text on screen go. For logs, titles and names.
 */
export function toSingleLine(text: string): string {
  return text
    .toWellFormed()
    .replace(bidiControls, "")
    .replace(controlCharacters, " ")
    .replace(/ {2,}/g, " ")
    .trim();
}

/** Text of several lines without control characters other than newline and tab. */
export function toPlainText(text: string): string {
  return text
    .toWellFormed()
    .replace(/\r\n?/g, "\n")
    .replace(bidiControls, "")
    .replace(controlCharactersButLayout, "")
    .trim();
}

/** At most `maxLength` UTF-16 units; never half of a surrogate pair. */
export function truncate(text: string, maxLength: number): string {
  return text.length <= maxLength ? text : text.slice(0, maxLength).replace(/[\ud800-\udbff]$/, "");
}
