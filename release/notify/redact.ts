/** Takes secrets out of a text. */
export type Redact = (text: string) => string;

/** What stands where a secret stood. */
const mask = "[secret]";

/** Shorter values are no secrets, and would be found in any text. */
const shortestSecret = 6;

const secretName =
  /(TOKEN|SECRET|PASSW(OR)?D|PASSPHRASE|CREDENTIAL|API_?KEY|(ACCESS|PRIVATE|ROUTING|SIGNING)_KEY|WEBHOOK)/i;

/** The values of the environment whose names say that they are secret. */
export function secretsOf(env: NodeJS.ProcessEnv): string[] {
  return Object.entries(env).flatMap(([name, value]) =>
    value && secretName.test(name) ? [value] : [],
  );
}

/**
 * A function that takes these secrets out of texts: as they are, in base64 (alone or inside of more),
 * in URLs and in JSON, each also where it is broken over lines.
 */
export function redactor(secrets: Iterable<string>): Redact {
  const worthHiding = [...new Set(secrets)].filter((secret) => secret.length >= shortestSecret);
  const forms = [...new Set(worthHiding.flatMap(formsOf))];
  // The longest first, so that no rest of one is left where another is a part of it.
  forms.sort((one, other) => other.length - one.length);
  if (forms.length === 0) return (text) => text;
  const pattern = new RegExp(forms.map(brokenOverLines).join("|"), "g");
  return (text) => text.replace(pattern, mask);
}

function formsOf(secret: string): string[] {
  const json = JSON.stringify(secret).slice(1, -1);
  const encoded = encodeURIComponent(secret);
  const lowerCase = encoded.replace(/%[0-9A-F]{2}/g, (code) => code.toLowerCase());
  return [
    secret,
    json,
    json.replaceAll("/", "\\/"),
    encoded,
    lowerCase,
    new URLSearchParams({ "": secret }).toString().slice(1),
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

function brokenOverLines(text: string): string {
  const characters = [...text].map((each) => each.replace(/[\\^$.*+?()[\]{}|/-]/, "\\$&"));
  return characters.join("(?:\\r?\\n[ \\t]*)?");
}
