import { z } from "zod";
import { deployWindowSchema, isTimeZone } from "../release/window-schema.ts";
import { isLoopbackHost } from "./loopback.ts";

/** The systems this program can declare, in the order it declares them. */
const systemNames = ["collective-vision"] as const;
export type SystemName = (typeof systemNames)[number];

// Every rule reads on from "must be", so that all messages, and the page made of them, have one shape.
const text = (pattern: RegExp, rule: string) =>
  z.string({ error: rule }).regex(pattern, { error: rule }).meta({ rule });
const oneOf = <const Values extends readonly string[]>(values: Values) => {
  const rule = `one of ${values.join(", ")}`;
  return z.enum(values, { error: rule }).meta({ rule });
};
const listOf = <Item extends z.ZodType>(item: Item, items: string) => {
  const rule = `a list of ${items}`;
  return z.array(item, { error: rule }).meta({ rule });
};
const setOf = <Item extends z.ZodType>(item: Item, items: string) => {
  const rule = `a list of ${items} without repeats`;
  return listOf(item, items).refine(isWithoutRepeats, { error: rule }).meta({ rule });
};
const wholeNumber = (min: number, max: number, unit: string) => {
  const rule = `a whole number of ${unit} from ${min} to ${max}`;
  return z.int({ error: rule }).min(min, { error: rule }).max(max, { error: rule }).meta({ rule });
};
const yesOrNo = z.boolean({ error: "true or false" }).meta({ rule: "true or false" });
const group = <Shape extends z.ZodRawShape>(shape: Shape) =>
  z.strictObject(shape, { error: `an object with ${Object.keys(shape).join(", ")}` });

const host = text(/^(?!-)[a-z0-9-]+(\.[a-z0-9-]+)+$/, "a host name such as example.com");
const email = text(/^[^@\s]+@[^@\s]+\.[^@\s]+$/, "an e-mail address");
const login = text(/^[A-Za-z0-9](-?[A-Za-z0-9]){0,38}$/, "a GitHub login");
const refPattern = text(/^[^\s~^:?[\\]{1,255}$/, "a branch or tag pattern such as v*");
const secret = (rule: string) => z.string({ error: rule }).min(1, { error: rule }).meta({ rule });
const outboundUrl = (what: string) => {
  const rule = `${what}: an https URL, or an http URL on a loopback host`;
  return z.string({ error: rule }).refine(isOutboundUrl, { error: rule }).meta({ rule });
};
const timeZone = z
  .string({ error: "a time zone" })
  .refine(isTimeZone, { error: "a time zone such as Europe/Lisbon" })
  .meta({ rule: "a time zone such as Europe/Lisbon" });
const percentRule = "a percentage from 0.01 to 99.99";
const trafficPercent = z
  .number({ error: percentRule })
  .min(0.01, { error: percentRule })
  .max(99.99, { error: percentRule });

const people = listOf(email, "e-mail addresses")
  .min(1, { error: "at least one e-mail address" })
  .meta({ rule: "a list of at least one e-mail address" });

/**
 * Every key of a stack's configuration, without the namespace `slipway:`. Descriptions and rules are
 * what docs/configuration.md is made of.
 */
export const settingsShape = {
  accountId: text(/^[0-9a-f]{32}$/, "a Cloudflare account id of 32 lower-case hex digits").describe(
    "The Cloudflare account that everything is in.",
  ),
  zone: host.describe("The Cloudflare zone that the hosts are in."),
  dataLocation: oneOf(["wnam", "enam", "weur", "eeur", "apac", "oc"]).describe(
    "Where data lives; fixed when it is created.",
  ),
  githubOwner: login.describe("Who owns the repository at GitHub."),
  githubRepository: text(/^[\w.-]{1,100}$/, "a repository name without its owner").describe(
    "The repository whose environment this stack guards.",
  ),
  systems: setOf(oneOf(systemNames), "systems")
    .min(1, { error: "at least one system" })
    .meta({ rule: `a list without repeats of at least one of ${systemNames.join(", ")}` })
    .default([...systemNames])
    .describe("The products that the stack declares."),
  collectiveVision: group({
    host: host.describe("Where Collective Vision answers; in `zone`."),
    logLevel: oneOf(["debug", "info", "warn", "error"]).describe(
      "The least severe of the lines that it logs.",
    ),
    stripeLive: yesOrNo.describe(
      "Whether payments are real: the Stripe key must be a live one exactly then.",
    ),
  }),
  delivery: group({
    ownsRepository: yesOrNo.describe(
      "Whether this stack also declares the repository's own rules; exactly one stack does.",
    ),
    branches: setOf(refPattern, "branch patterns").describe(
      "What may be deployed to the stack's GitHub environment.",
    ),
    tags: setOf(refPattern, "tag patterns").describe("Tags that may be deployed as well."),
    reviewers: setOf(login, "GitHub logins")
      .max(6, { error: "at most 6 GitHub logins" })
      .meta({ rule: "a list of at most 6 GitHub logins without repeats" })
      .describe("Who may approve a deployment; nobody has to where it is empty."),
    preventSelfReview: yesOrNo.describe("Whether nobody may approve a deployment of their own."),
    waitMinutes: wholeNumber(0, 43_200, "minutes").describe(
      "How long a deployment waits before it begins.",
    ),
  }),
  onCall: group({
    urgency: oneOf(["low", "high"]).describe("Whether PagerDuty wakes people (`high`)."),
    timeZone: timeZone.describe("The clocks that a hand-over goes by."),
    primary: people.describe("Who is on call, in turn."),
    secondary: people.describe("Who is called when the first does not answer, in turn."),
    teamLead: email.describe("The second level of the escalation."),
    engineeringManager: email.describe("The third level of the escalation."),
    cto: email.describe("The last level of the escalation."),
  }),
  channelSuffix: text(
    /^(-[a-z0-9-]{1,59})?$/,
    "empty, or `-` and lower-case letters, digits or `-`",
  )
    .default("")
    .describe("What the names of the stack's Slack channels end with."),
  rollout: group({
    steps: listOf(trafficPercent, "percentages")
      .refine(isAscending, { error: "percentages in ascending order" })
      .meta({ rule: "a list of percentages from 0.01 to 99.99 in ascending order" })
      .describe("The shares of the traffic that a new version gets before it gets all of it."),
    bakeSeconds: wholeNumber(0, 86_400, "seconds").describe(
      "How long a new version is watched at each step; at least 1 where there are steps.",
    ),
  }),
  deployWindow: deployWindowSchema,
  promotedFrom: text(
    /^[a-z][a-z0-9-]{0,19}$/,
    "a stack's name: a lower-case letter and up to 19 lower-case letters, digits or `-`",
  )
    .optional()
    .describe("The stack that has to run a release before this one takes it."),
  pagerdutyEventsUrl: outboundUrl("PagerDuty's address for events")
    .default("https://events.pagerduty.com/v2/enqueue")
    .describe("Where Workers send alerts; another for PagerDuty's European service region."),
  stripeSecretKey: secret("a Stripe secret key").describe("What the Worker takes payments with."),
  slackWebhookUrl: outboundUrl("a Slack incoming webhook").describe(
    "Where the Worker and releases tell people; of a channel of this stack's.",
  ),
  cloudflareDeployToken: secret("a Cloudflare API token").describe(
    "What GitHub's workflows deploy with.",
  ),
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
  return url.protocol === "https:" || (url.protocol === "http:" && isLoopbackHost(url.hostname));
}
