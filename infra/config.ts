import * as pulumi from "@pulumi/pulumi";
import { describeIssue, environmentProblems, relationProblems } from "./config-problems.ts";
import { type SecretKey, type Settings, settingsSchema } from "./config-schema.ts";

/** What a stack is told. Secrets are outputs: they cannot be read by accident. */
export interface StackConfig extends Omit<Settings, SecretKey> {
  /** The stack's name. */
  readonly environment: string;
  readonly secrets: Readonly<Record<SecretKey, pulumi.Output<string>>>;
}

export type ParsedConfig =
  | { readonly settings: Settings; readonly problems: readonly [] }
  | { readonly settings?: undefined; readonly problems: readonly string[] };

const namespace = "slipway:";

/** Keys the engine hands over as text even where it looks like a number or an object. */
const structuredKeys = new Set([
  "systems",
  "collectiveVision",
  "delivery",
  "onCall",
  "rollout",
  "deployWindow",
]);

/**
 * Reads the stack's configuration: the one place that does.
 * @throws {pulumi.RunError} naming every problem, before anything is declared.
 */
export function loadConfig(): StackConfig {
  const environment = pulumi.getStack();
  const parsed = parseConfig(pulumi.runtime.allConfig(), environment);
  if (parsed.settings === undefined) {
    throw new pulumi.RunError(configReport(parsed.problems, environment));
  }
  const { stripeSecretKey, slackWebhookUrl, cloudflareDeployToken, ...plain } = parsed.settings;
  return {
    ...plain,
    environment,
    secrets: {
      stripeSecretKey: pulumi.secret(stripeSecretKey),
      slackWebhookUrl: pulumi.secret(slackWebhookUrl),
      cloudflareDeployToken: pulumi.secret(cloudflareDeployToken),
    },
  };
}

/** Checks a stack's whole configuration, `namespace:key` to text; other namespaces are the providers'. */
export function parseConfig(record: Readonly<Record<string, string>>, stack: string): ParsedConfig {
  const raw: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(record)) {
    if (!name.startsWith(namespace)) continue;
    const key = name.slice(namespace.length);
    raw[key] = structuredKeys.has(key) ? decode(value) : value;
  }
  const result = settingsSchema.safeParse(raw);
  const issues = result.error?.issues ?? [];
  const problems = [
    ...environmentProblems(stack),
    ...issues.flatMap((issue) => describeIssue(issue, raw, stack)),
    ...relationProblems(raw, stack),
  ];
  return result.success && problems.length === 0
    ? { settings: result.data, problems: [] }
    : { problems };
}

export function configReport(problems: readonly string[], stack: string): string {
  const count = problems.length === 1 ? "1 problem" : `${problems.length} problems`;
  const lines = problems.map((problem) => `  - ${problem}`);
  return [`The configuration of stack ${stack} has ${count}:`, ...lines].join("\n");
}

function decode(value: string): unknown {
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}
