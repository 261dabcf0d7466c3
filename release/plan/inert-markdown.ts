import { stripVTControlCharacters } from "node:util";

/**
 * Text of others as Markdown that GitHub shows as it is: no link, mention, image, HTML or heading
 * comes of it, and it cannot leave the place it is put in.
 */

/** On one line, as inline code. Mentions and references are not followed in code. */
export function inlineCode(text: string): string {
  const line = withoutControls(text).replace(/\s+/g, " ").trim();
  const fence = "`".repeat(longestRun(line) + 1);
  const padding = line.startsWith("`") || line.endsWith("`") || line === "" ? " " : "";
  // A pipe ends a table's cell even inside code.
  return `${fence}${padding}${line.replaceAll("|", "\\|")}${padding}${fence}`;
}

/** On lines of its own, as a block of code. */
export function codeBlock(text: string, language = ""): string {
  const content = withoutControls(text);
  const fence = "`".repeat(Math.max(3, longestRun(content) + 1));
  return `${fence}${language}\n${content}\n${fence}`;
}

/** Terminal escapes, other control characters and marks that turn the direction of text. */
function withoutControls(text: string): string {
  return stripVTControlCharacters(text).replace(/(?![\n\t])[\p{Cc}\p{Bidi_Control}]/gu, "");
}

function longestRun(text: string): number {
  return Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
}
