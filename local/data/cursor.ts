/** Where the next page of a listing begins, as text that clients hand back unread. */
export function encodeCursor(lastKey: string): string {
  return Buffer.from(lastKey).toString("base64url");
}

/** @returns the last key of the page before; undefined if the text is none of our cursors. */
export function decodeCursor(cursor: string): string | undefined {
  const key = Buffer.from(cursor, "base64url").toString();
  return key !== "" && encodeCursor(key) === cursor ? key : undefined;
}
