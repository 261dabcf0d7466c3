import { toSingleLine, truncate } from "../../kit/text.ts";
import { limits } from "../limits.ts";

/**
 * A file name that is safe to save: no path, no characters a file system or header minds, and the
 * extension of the file's real type, so that `evil.html` is never what a reader downloads.
 */
export function safeFileName(given: string, extension: string): string {
  const base = toSingleLine(given.replace(/^.*[\\/]/s, ""))
    .replace(/\.[^.]*$/, "")
    .replace(/["*:<>?|%]/g, "_")
    .replace(/^\.+/, "");
  const room = limits.attachmentNameMaxLength - extension.length - 1;
  return `${truncate(base, room) || "attachment"}.${extension}`;
}

/** Makes a browser save the file instead of showing it. @see https://www.rfc-editor.org/rfc/rfc6266 */
export function contentDisposition(name: string): string {
  const fallback = name.replace(/[^\x20-\x7e]/g, "_");
  const encoded = encodeURIComponent(name).replace(
    /['()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename="${fallback}"; filename*=UTF-8''${encoded}`;
}
