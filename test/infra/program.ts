import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { parse } from "yaml";
import stack from "../../infra/index.ts";
import { type Recording, record, type Vendor } from "./recorder.ts";

const root = join(import.meta.dirname, "../..");

/** Values that no committed file holds. */
const secrets = {
  staging: {
    "slipway:stripeSecretKey": "sk_test_canary",
    "slipway:slackWebhookUrl": "https://hooks.slack.com/services/T/B/canary",
    "slipway:cloudflareDeployToken": "deploy-token-canary",
  },
  production: {
    "slipway:stripeSecretKey": "sk_live_canary",
    "slipway:slackWebhookUrl": "https://hooks.slack.com/services/T/B/canary",
    "slipway:cloudflareDeployToken": "deploy-token-canary",
  },
} as const;

export type Environment = keyof typeof secrets;

/** A stack's committed file with secrets, as the engine hands it to the program: every value is text. */
export function stackConfig(environment: Environment): Record<string, string> {
  const file = readFileSync(join(root, `Pulumi.${environment}.yaml`), "utf8");
  const { config } = parse(file) as { config: Record<string, unknown> };
  const texts = Object.entries(config).map(([key, value]) => [
    key,
    typeof value === "string" ? value : JSON.stringify(value),
  ]);
  return { ...Object.fromEntries(texts), ...secrets[environment] };
}

/** Where the committed stacks' values are in place: all vendors are a local cloud's. */
export const loopback = {
  CLOUDFLARE_BASE_URL: "http://127.0.0.1:8786/client/v4",
  GITHUB_BASE_URL: "http://127.0.0.1:8786/",
  PAGERDUTY_API_URL: "http://127.0.0.1:8786/pagerduty",
  SLACK_API_URL: "http://slack.localhost:8786/api/",
};

/** The variables under which the engine would run the program. */
export const programEnvironment: Readonly<Record<string, string>> = {
  ...loopback,
  PULUMI_CONFIG_SECRET_KEYS: JSON.stringify(Object.keys(secrets.staging)),
};

/**
 * Runs the whole program for a stack as it is committed, or with some keys changed.
 * @param previousOutputs what the stack's last update has left; nothing by default.
 * @param leftInPlace what the engine answers of resources that this update leaves as they are, by type.
 */
export async function recordProgram(
  environment: Environment,
  changes: Record<string, string> = {},
  previousOutputs: Record<string, unknown> = {},
  leftInPlace: Vendor["computed"] = {},
): Promise<Recording> {
  pulumi.runtime.setAllConfig({ ...stackConfig(environment), ...changes });
  const itself = { "pulumi:pulumi:StackReference": { outputs: previousOutputs } };
  const world = { ...vendors, computed: { ...vendors.computed, ...itself, ...leftInPlace } };
  const before = { ...process.env };
  Object.assign(process.env, programEnvironment);
  try {
    return await record(environment, stack, world);
  } finally {
    process.env = before;
  }
}

const vendors: Vendor = {
  computed: {
    "pagerduty:index/serviceIntegration:ServiceIntegration": {
      integrationKey: "routing-key-canary",
    },
  },
  lookUps: {
    "cloudflare:index/getZone:getZone": () => ({ id: "zone-id" }),
    "github:index/getRepository:getRepository": ({ fullName }) => ({
      name: fullName?.split("/")[1],
    }),
    "github:index/getUser:getUser": ({ username }) => ({ id: username === "chen-wei" ? "3" : "4" }),
    "pagerduty:index/getUser:getUser": ({ email }) => ({ id: `P-${email?.split("@")[0]}` }),
    "slack:index/getUser:getUser": ({ email }) => ({ id: `U-${email?.split("@")[0]}` }),
  },
};
