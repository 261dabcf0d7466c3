import { expect, test } from "vitest";
import { redactor, secretsOf } from "../../../release/notify/redact.ts";

const canaries = [
  "sk_live_4eC39HqLyjWDarjtT1zdP7dc",
  "cfut_Zk3-9x_QwErTyUiOpAsDfGh+/=",
  'quote"back\\slash/tab\tend',
  "key with spaces & <angle> é€",
  "https://hooks.slack.com/services/T0/B0/abcDEF",
  "-----BEGIN KEY-----\nMIIEvQIBADANBg\nkqhkiG9w0BAQEF\n-----END KEY-----",
];

const forms: [string, (secret: string) => string][] = [
  ["as it is", (secret) => secret],
  ["in base64", (secret) => Buffer.from(secret).toString("base64")],
  ["in base64 after other bytes", (secret) => Buffer.from(`u:${secret}`).toString("base64")],
  ["in a URL", (secret) => encodeURIComponent(secret)],
  ["in JSON", (secret) => JSON.stringify({ secret })],
  ["in JSON in JSON", (secret) => JSON.stringify(JSON.stringify(secret))],
  ["in JSON that is plain ASCII", (secret) => JSON.stringify(secret).replace(/[^ -~/]/g, toEscape)],
  ["in HTML", (secret) => secret.replace(/[&<>"]/g, toEntity)],
  ["in hexadecimal", (secret) => Buffer.from(secret).toString("hex")],
  ["broken over lines", (secret) => `${secret.slice(0, 7)}\n  ${secret.slice(7)}`],
  ["broken over lines twice", (secret) => `${secret.slice(0, 7)} \r\n\r\n${secret.slice(7)}`],
  [
    "broken over lines in JSON",
    (secret) => JSON.stringify(`${secret.slice(0, 7)}\n${secret.slice(7)}`),
  ],
];

function toEscape(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}

function toEntity(character: string): string {
  return { "&": "&amp;", "<": "&lt;", ">": "&gt;" }[character] ?? "&quot;";
}

const rows = canaries.flatMap((secret) =>
  forms.map(([form, write]) => ({ secret, form, written: write(secret) })),
);

test.each(rows)("$secret is not found $form", ({ secret, written }) => {
  const redact = redactor(canaries);
  const text = `Refused: ${written}, see above.`;

  const clean = redact(text);

  expect(clean).toContain("[secret]");
  expect(clean).toMatch(/^Refused: .*, see above\.$/s);
  // Three bytes of base64 at either end may hold a neighbour's bits; no more of it may be left.
  for (const part of partsOf(written === secret ? secret : written)) {
    expect(clean).not.toContain(part);
  }
});

/** Every piece of 8 characters that belongs to the secret alone. */
function partsOf(written: string): string[] {
  const own = written.replace(/^\{"secret":"|"\}$/g, "").slice(4);
  return Array.from({ length: own.length - 8 }, (_, index) => own.slice(index, index + 8));
}

test.each([
  [
    "https://hooks.slack.com/services/T0/B0/abcDEFghiJKLmnoPQR",
    "POST /services/T0/B0/abcDEFghiJKLmnoPQR failed",
  ],
  ["https://ada:hunter22@db.example.com/shop", "no such user ada:hunter22"],
])("what is secret in %s is not found alone", (secret, text) => {
  expect(redactor([secret])(text)).toMatch(/^(POST.* failed|no such user ada:)/);
  expect(redactor([secret])(text)).toContain("[secret]");
  expect(
    redactor([secret])("https://db.example.com/shop of hooks.slack.com/services"),
  ).not.toContain("[secret]");
});

test("many long secrets are found as well", () => {
  const secrets = Array.from({ length: 20 }, (_, index) => String(index).padEnd(5000, "key "));
  expect(redactor(secrets)(`x ${secrets[7]} y`)).toBe("x [secret] y");
});

test("a secret inside a longer one leaves no rest", () => {
  const redact = redactor(["abcdef", "abcdefghij"]);
  expect(redact("x abcdefghij y")).toBe("x [secret] y");
});

test("values too short to be secrets, and other texts, stay", () => {
  expect(redactor(["no", ""])("no news")).toBe("no news");
  expect(redactor([])("text")).toBe("text");
});

test("the environment's secrets are known by their names", () => {
  const env = {
    GITHUB_TOKEN: "one",
    STRIPE_SECRET_KEY: "two",
    PULUMI_CONFIG_PASSPHRASE: "three",
    SLACK_WEBHOOK_URL: "four",
    SSH_PRIVATE_KEY: "five",
    GOOGLE_CREDENTIALS: "six",
    PGPASSWD: "seven",
    PATH: "/bin",
    CLOUDFLARE_ACCOUNT_ID: "public",
  };
  expect(secretsOf(env)).toEqual(["one", "two", "three", "four", "five", "six", "seven"]);
});
