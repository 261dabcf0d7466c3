/** Request header that pins Workers to versions: `my-worker="<version id>"`. */
export const OVERRIDES_HEADER = "cloudflare-workers-version-overrides";

const KEY = /[a-z*][a-z0-9_\-.*]*/y;
const STRING = /"((?:[\x20-\x21\x23-\x5b\x5d-\x7e]|\\["\\])*)"/y;
const OTHER_ITEM = /(?:\?[01]|:[A-Za-z0-9+/=]*:|-?\d+(?:\.\d+)?|[A-Za-z*][\w!#$%&'*+\-.^`|~:/]*)/y;
const COMMA = /[ \t]*,[ \t]*/y;

/**
 * The string members of a Dictionary Structured Header. Anything that is not a valid dictionary
 * counts as no header at all; members of other types are left out. Inner lists are taken for invalid.
 * @see https://www.rfc-editor.org/rfc/rfc8941#section-4.2.2
 */
export function parseOverrides(header: string): ReadonlyMap<string, string> {
  const reader = new Reader(header.replace(/^ +| +$/g, ""));
  const members = new Map<string, string>();
  while (!reader.atEnd()) {
    const key = reader.take(KEY);
    if (key === undefined) return new Map();
    members.delete(key);
    if (reader.takeText("=")) {
      const text = reader.take(STRING);
      if (text !== undefined) members.set(key, unquote(text));
      else if (reader.take(OTHER_ITEM) === undefined) return new Map();
    }
    if (!skipParameters(reader)) return new Map();
    if (reader.atEnd()) break;
    if (reader.take(COMMA) === undefined || reader.atEnd()) return new Map();
  }
  return members;
}

function skipParameters(reader: Reader): boolean {
  while (reader.takeText(";")) {
    reader.take(/ */y);
    if (reader.take(KEY) === undefined) return false;
    if (!reader.takeText("=")) continue;
    if ((reader.take(STRING) ?? reader.take(OTHER_ITEM)) === undefined) return false;
  }
  return true;
}

function unquote(quoted: string): string {
  return quoted.slice(1, -1).replace(/\\(.)/g, "$1");
}

class Reader {
  readonly #text: string;
  #position = 0;

  constructor(text: string) {
    this.#text = text;
  }

  atEnd(): boolean {
    return this.#position >= this.#text.length;
  }

  /** @param pattern sticky */
  take(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#position;
    const found = pattern.exec(this.#text)?.[0];
    if (found !== undefined) this.#position += found.length;
    return found;
  }

  takeText(text: string): boolean {
    if (!this.#text.startsWith(text, this.#position)) return false;
    this.#position += text.length;
    return true;
  }
}
