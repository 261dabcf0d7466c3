import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { slackWebhookUrl } from "../../../local/vendors/slack/seed.ts";
import type { Finished } from "./slipway.ts";

/** Secrets of the run's environment that nothing here needs, and that no report may carry along. */
const strangers = [
  "ACTIONS_ID_TOKEN_REQUEST_TOKEN",
  "ANTHROPIC_API_KEY",
  "AWS_SECRET_ACCESS_KEY",
  "AWS_SESSION_TOKEN",
  "AZURE_CLIENT_SECRET",
  "CLOUDFLARE_TUNNEL_TOKEN",
  "DATABASE_PASSWORD",
  "DOCKER_PASSWORD",
  "GH_ENTERPRISE_TOKEN",
  "GOOGLE_CREDENTIALS",
  "MAILGUN_API_KEY",
  "NODE_AUTH_TOKEN",
  "NPM_TOKEN",
  "OPENAI_API_KEY",
  "PULUMI_ACCESS_TOKEN",
  "R2_SECRET_ACCESS_KEY",
  "SENTRY_AUTH_TOKEN",
  "SLACK_SIGNING_SECRET",
  "SSH_PRIVATE_KEY",
  "STRIPE_SECRET_KEY",
  "TWILIO_AUTH_TOKEN",
  "VAULT_TOKEN",
];

const vendorTokens = ["CLOUDFLARE_API_TOKEN", "GITHUB_TOKEN", "PAGERDUTY_TOKEN", "SLACK_TOKEN"];

/** Characters that each way of writing a text down writes differently. */
const awkward = 'q"u\\o/t+e=&<é>';

/** Thirty secrets of one run, each found in no other text. */
export interface Canaries {
  /** To run every command with. */
  readonly environment: Readonly<Record<string, string>>;
  /** To be set as secrets of the stack. */
  readonly configuration: Readonly<Record<string, string>>;
  /** By name. */
  readonly values: ReadonlyMap<string, string>;
}

/** @param passphrase of the stack's state, which is a canary as it is. */
export function makeCanaries(passphrase: string): Canaries {
  const named = (names: readonly string[], make: (name: string) => string) =>
    Object.fromEntries(names.map((name) => [name, make(name)]));
  const environment = {
    ...named(vendorTokens, (name) => `local-canary-${name}-4f1d`),
    ...named(strangers, (name) => `canary-${name}-${awkward}`),
  };
  const configuration = {
    "slipway:stripeSecretKey": `sk_test_canary-${awkward}`,
    "slipway:cloudflareDeployToken": `local-canary-deploy-${awkward}`,
    "slipway:slackWebhookUrl": slackWebhookUrl("deployments-staging"),
  };
  const webhookToken = configuration["slipway:slackWebhookUrl"].split("/").at(-1) ?? "";
  const values = new Map(Object.entries({ ...environment, ...configuration, passphrase }));
  values.set("slipway:slackWebhookUrl", webhookToken);
  return { environment, configuration, values };
}

/** Which canaries are in a text: as they are, in JSON, in a URL, in base64, all also over lines. */
export function canariesIn(text: string, { values }: Pick<Canaries, "values">): string[] {
  const dense = text.replace(/\s/g, "");
  return [...values].filter(([, value]) => isIn(dense, value)).map(([name]) => name);
}

function isIn(dense: string, value: string): boolean {
  const json = JSON.stringify(value).slice(1, -1);
  const forms = [
    value,
    json,
    JSON.stringify(json).slice(1, -1),
    json.replaceAll("/", "\\/"),
    // As JSON in HTML is written, by Go's encoder for one.
    json.replace(/[&<>]/g, (each) => `\\u00${each.charCodeAt(0).toString(16)}`),
    encodeURIComponent(value),
    encodeURIComponent(value).toLowerCase(),
    // The groups that do not share a byte with what is before or after.
    ...[0, 1, 2].map((offset) =>
      Buffer.from(`${"x".repeat(offset)}${value}`)
        .toString("base64")
        .slice(4, -4),
    ),
  ];
  return forms.some((form) => dense.includes(form));
}

/** Which canaries are where they must not be, as `file: name`. */
export function leaksOf(canaries: Canaries, places: Readonly<Record<string, string>>): string[] {
  return Object.entries(places).flatMap(([place, text]) =>
    canariesIn(text, canaries).map((name) => `${place}: ${name}`),
  );
}

/** What commands have printed, by its order. */
export function printedBy(commands: readonly Finished[]): Record<string, string> {
  return Object.fromEntries(
    commands.flatMap(({ stdout, stderr }, index) => [
      [`standard output ${index}`, stdout],
      [`standard error ${index}`, stderr],
    ]),
  );
}

/** The texts of all files below a folder. */
export function filesBelow(folder: string): Record<string, string> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true });
  return Object.fromEntries(
    files
      .filter((each) => each.isFile())
      .map(({ parentPath, name }) => join(parentPath, name))
      .map((path) => [path, readFileSync(path, "utf8")]),
  );
}
