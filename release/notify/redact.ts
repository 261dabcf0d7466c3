/** Takes secrets out of a text. */
export type Redact = (text: string) => string;

/** What stands where a secret stood. */
const mask = "[secret]";

/** Shorter values are no secrets, and would be found in any text. */
const shortestSecret = 6;
/** What is longer in an address is no word. */
const longestWord = 16;

const secretName =
  /(TOKEN|SECRET|PASSW(OR)?D|PASSPHRASE|CREDENTIAL|API_?KEY|(ACCESS|PRIVATE|ROUTING|SIGNING)_KEY|WEBHOOK)/i;

/** The values of the environment whose names say that they are secret. */
export function secretsOf(env: NodeJS.ProcessEnv): string[] {
  return Object.entries(env).flatMap(([name, value]) =>
    value && secretName.test(name) ? [value] : [],
  );
}

/**
 * A function that takes these secrets out of texts: as they are, in base64 and hexadecimal, in URLs,
 * in JSON and HTML, however often they are escaped, and where blanks or line breaks are in between.
 */
export function redactor(secrets: Iterable<string>): Redact {
  const found = [...new Set(secrets)].flatMap((secret) => [secret, ...partsOfUrl(secret)]);
  const worthHiding = found.filter((secret) => bareOf(secret).length >= shortestSecret);
  const forms = new Set(worthHiding.flatMap(formsOf).map(bareOf));
  return (text) => hide(text, forms);
}

/** What of an address is secret by itself: a password, and what nobody would guess of its path. */
function partsOfUrl(secret: string): string[] {
  if (!URL.canParse(secret)) return [];
  const { password, pathname } = new URL(secret);
  return [password, ...pathname.split("/").filter((part) => part.length >= longestWord)];
}

function formsOf(secret: string): string[] {
  const encoded = encodeURIComponent(secret.toWellFormed());
  const hexadecimal = Buffer.from(secret, "utf8").toString("hex");
  return [
    secret,
    encoded,
    encoded.replace(/%[0-9A-F]{2}/g, (code) => code.toLowerCase()),
    encodeURI(secret.toWellFormed()),
    new URLSearchParams({ "": secret }).toString().slice(1),
    hexadecimal,
    hexadecimal.toUpperCase(),
    ...base64Forms(secret),
  ];
}

/**
 * The characters of a base64 text that only the secret decides, for the three places at which it may
 * begin in a group of three bytes.
 */
function base64Forms(secret: string): string[] {
  const bytes = Buffer.from(secret, "utf8");
  return [0, 1, 2].flatMap((offset) => {
    const padded = Buffer.concat([Buffer.alloc(offset), bytes]);
    const first = Math.ceil((offset * 8) / 6);
    const last = Math.floor((padded.length * 8) / 6);
    const own = padded.toString("base64").slice(first, last);
    return own.length < shortestSecret ? [] : [own, own.replaceAll("+", "-").replaceAll("/", "_")];
  });
}

/** Finds the forms in the bare text, and masks what the text has from their first character to their last. */
function hide(text: string, forms: Iterable<string>): string {
  const { bare, starts, ends } = placesIn(text);
  const isSecret = new Uint8Array(bare.length);
  for (const form of forms) {
    for (let at = bare.indexOf(form); at >= 0; at = bare.indexOf(form, at + 1)) {
      isSecret.fill(1, at, at + form.length);
    }
  }
  let clean = "";
  let end = 0;
  for (let at = isSecret.indexOf(1); at >= 0; at = isSecret.indexOf(1, at)) {
    const next = isSecret.indexOf(0, at);
    clean += text.slice(end, starts[at]) + mask;
    at = next < 0 ? bare.length : next;
    end = ends[at - 1] ?? text.length;
  }
  return clean + text.slice(end);
}

/** Escapes of JSON and HTML, and blanks. */
const written = /\\+u([0-9a-fA-F]{4})|\\+[bfnrt]?|&(amp|lt|gt|quot|apos|#39|#x27);|\s+/g;

const entities: Readonly<Record<string, string>> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  apos: "'",
  "#39": "'",
  "#x27": "'",
};

/** Blanks and backslashes go: a secret and all that is written of it are then the same. */
function bareOf(text: string): string {
  return text.replace(written, (_, code?: string, entity?: string) => {
    if (entity) return entities[entity] ?? "";
    const character = code ? String.fromCharCode(Number.parseInt(code, 16)) : "";
    return /[\s\\]/.test(character) ? "" : character;
  });
}

/** The bare text, and where each of its characters begins and ends in the text. */
interface Places {
  readonly bare: string;
  readonly starts: readonly number[];
  readonly ends: readonly number[];
}

function placesIn(text: string): Places {
  const parts: string[] = [];
  const starts: number[] = [];
  const ends: number[] = [];
  let end = 0;
  const addUpTo = (next: number) => {
    for (let at = end; at < next; at++) {
      starts.push(at);
      ends.push(at + 1);
    }
    parts.push(text.slice(end, next));
  };
  for (const { 0: piece, index } of text.matchAll(written)) {
    addUpTo(index);
    end = index + piece.length;
    const character = bareOf(piece);
    parts.push(character);
    if (character !== "") {
      starts.push(index);
      ends.push(end);
    }
  }
  addUpTo(text.length);
  return { bare: parts.join(""), starts, ends };
}
