import { z } from "zod";
import { deployWindowSchema, isTimeZone } from "../release/window-schema.ts";

/** The systems this program can declare, in the order it declares them. */
const systemNames = ["collective-vision"] as const;
export type SystemName = (typeof systemNames)[number];

/** Texts of a fixed form. Every rule reads on from "must be", so that all messages have one shape. */
const text = (pattern: RegExp, rule: string) =>
  z.string({ error: rule }).regex(pattern, { error: rule });
const oneOf = <const Values extends readonly string[]>(values: Values) =>
  z.enum(values, { error: `one of ${values.join(", ")}` });
const listOf = <Item extends z.ZodType>(item: Item, rule: string) =>
  z.array(item, { error: `a list of ${rule}` });
const setOf = <Item extends z.ZodType>(item: Item, rule: string) =>
  listOf(item, rule).refine(isWithoutRepeats, { error: `a list of ${rule} without repeats` });
const wholeNumber = (min: number, max: number, unit: string) => {
  const error = `a whole number of ${unit} from ${min} to ${max}`;
  return z.int({ error }).min(min, { error }).max(max, { error });
};
const yesOrNo = z.boolean({ error: "true or false" });
const group = <Shape extends z.ZodRawShape>(shape: Shape) =>
  z.strictObject(shape, { error: `an object with ${Object.keys(shape).join(", ")}` });

const host = text(/^(?!-)[a-z0-9-]+(\.[a-z0-9-]+)+$/, "a host name such as example.com");
const email = text(/^[^@\s]+@[^@\s]+\.[^@\s]+$/, "an e-mail address");
const login = text(/^[A-Za-z0-9](-?[A-Za-z0-9]){0,38}$/, "a GitHub login");
const refPattern = text(/^[^\s~^:?[\\]{1,255}$/, "a branch or tag pattern such as v*");
const secret = (rule: string) => z.string({ error: rule }).min(1, { error: rule });
const outboundUrl = (what: string) => {
  const error = `${what}: an https URL, or an http URL on a loopback host`;
  return z.string({ error }).refine(isOutboundUrl, { error });
};
const timeZone = z.string({ error: "a time zone" }).refine(isTimeZone, {
  error: "a time zone such as Europe/Lisbon",
});
const trafficPercent = z
  .number({ error: "a percentage from 0.01 to 99.99" })
  .min(0.01, { error: "a percentage from 0.01 to 99.99" })
  .max(99.99, { error: "a percentage from 0.01 to 99.99" });

const people = listOf(email, "e-mail addresses").min(1, { error: "at least one e-mail address" });

/** Every key of a stack's configuration, without the namespace `slipway:`. */
export const settingsShape = {
  accountId: text(/^[0-9a-f]{32}$/, "a Cloudflare account id of 32 lower-case hex digits"),
  zone: host,
  /** Where data lives; fixed when it is created. */
  dataLocation: oneOf(["wnam", "enam", "weur", "eeur", "apac", "oc"]),
  githubOwner: login,
  githubRepository: text(/^[\w.-]{1,100}$/, "a repository name without its owner"),
  systems: setOf(oneOf(systemNames), "systems")
    .min(1, { error: "at least one system" })
    .default([...systemNames]),
  collectiveVision: group({
    host,
    logLevel: oneOf(["debug", "info", "warn", "error"]),
    /** Whether payments are real: the Stripe key must be a live one exactly then. */
    stripeLive: yesOrNo,
  }),
  /** The GitHub environment of this stack, and whether this stack also declares the repository's rules. */
  delivery: group({
    ownsRepository: yesOrNo,
    branches: setOf(refPattern, "branch patterns"),
    tags: setOf(refPattern, "tag patterns"),
    reviewers: setOf(login, "GitHub logins").max(6, { error: "at most 6 GitHub logins" }),
    preventSelfReview: yesOrNo,
    waitMinutes: wholeNumber(0, 43_200, "minutes"),
  }),
  onCall: group({
    urgency: oneOf(["low", "high"]),
    timeZone,
    primary: people,
    secondary: people,
    teamLead: email,
    engineeringManager: email,
    cto: email,
  }),
  channelSuffix: text(
    /^(-[a-z0-9-]{1,59})?$/,
    "empty, or `-` and lower-case letters, digits or `-`",
  ).default(""),
  /** How a new version gets its traffic: shares in percent, and how long each is watched. */
  rollout: group({
    steps: listOf(trafficPercent, "percentages").refine(isAscending, {
      error: "percentages in ascending order",
    }),
    bakeSeconds: wholeNumber(0, 86_400, "seconds"),
  }),
  /** When `slipway deploy` may begin. */
  deployWindow: deployWindowSchema,
  /** The stack that runs a release before this one may. */
  promotedFrom: text(
    /^[a-z][a-z0-9-]{0,19}$/,
    "a stack's name: a lower-case letter and up to 19 lower-case letters, digits or `-`",
  ).optional(),
  /** Another one for accounts in PagerDuty's European service region. */
  pagerdutyEventsUrl: outboundUrl("PagerDuty's address for events").default(
    "https://events.pagerduty.com/v2/enqueue",
  ),
  stripeSecretKey: secret("a Stripe secret key"),
  slackWebhookUrl: outboundUrl("a Slack incoming webhook"),
  /** What GitHub's workflows deploy with. */
  cloudflareDeployToken: secret("a Cloudflare API token"),
} as const;

/** Keys whose values are secret however they were set. */
export const secretKeys = ["stripeSecretKey", "slackWebhookUrl", "cloudflareDeployToken"] as const;
export type SecretKey = (typeof secretKeys)[number];

export const settingsSchema = z.strictObject(settingsShape);
export type Settings = z.infer<typeof settingsSchema>;

function isAscending(values: readonly number[]): boolean {
  return values.every((value, index) => index === 0 || value > (values[index - 1] ?? value));
}

function isWithoutRepeats(values: readonly unknown[]): boolean {
  return new Set(values).size === values.length;
}

function isOutboundUrl(value: string): boolean {
  if (!URL.canParse(value)) return false;
  const url = new URL(value);
  const isLoopback = /^(127\.0\.0\.1|localhost|.+\.localhost)$/.test(url.hostname);
  return url.protocol === "https:" || (url.protocol === "http:" && isLoopback);
}
