import * as pulumi from "@pulumi/pulumi";
import type { SecretKey, Settings } from "./config-schema.ts";
import { configReport, parseConfig } from "./parse-config.ts";

/** What a stack is told. Secrets are outputs: they cannot be read by accident. */
export interface StackConfig extends Omit<Settings, SecretKey> {
  /** The stack's name. */
  readonly environment: string;
  readonly secrets: Readonly<Record<SecretKey, pulumi.Output<string>>>;
}

/**
 * Reads the stack's configuration: the one place of the program that does.
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
