import * as pulumi from "@pulumi/pulumi";
import { ReleaseError } from "../release/release-error.ts";
import { stacksOf } from "../release/stack-file.ts";
import { readCommittedValues, type StackValues } from "../release/stack-values.ts";
import { projectRoot } from "./bundle.ts";
import { checkConfig } from "./config-check/check-config.ts";
import { type SecretKey, type Settings, settingsSchema } from "./config-schema.ts";
import { configReport, decodeConfig } from "./parse-config.ts";

/** What a stack is told. Secrets are outputs: they cannot be read by accident. */
export interface StackConfig extends Omit<Settings, SecretKey> {
  /** The stack's name. */
  readonly environment: string;
  readonly secrets: Readonly<Record<SecretKey, pulumi.Output<string>>>;
}

/**
 * Reads the stack's configuration: the one place of the program that does. It is held against the
 * committed files of the project's other stacks as well, as `slipway config check` does; a difference
 * that nobody has reviewed is warned of.
 * @param env says where the vendors are, and which keys are kept encrypted.
 * @throws {pulumi.RunError} naming every problem, before anything is declared.
 */
export async function loadConfig(env: NodeJS.ProcessEnv = process.env): Promise<StackConfig> {
  const environment = pulumi.getStack();
  const own = ownValues(environment, env);
  const stacks = [own, ...(await readOtherStacks(environment))];
  const findings = checkConfig(stacks, env).filter((found) => found.stacks.includes(environment));
  const problems = findings.filter(({ kind }) => kind === "problem");
  if (problems.length > 0) throw new pulumi.RunError(configReport(problems, environment));
  for (const { message } of findings) void pulumi.log.warn(message);

  const settings = settingsSchema.parse(decodeConfig(pulumi.runtime.allConfig()));
  const { stripeSecretKey, slackWebhookUrl, cloudflareDeployToken, ...plain } = settings;
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

/**
 * The stack's values as the engine hands them over, decrypted; which of them are secret is told by a
 * variable of its own.
 * @see https://github.com/pulumi/pulumi/blob/v3.256.0/sdk/nodejs/runtime/config.ts
 */
function ownValues(stack: string, env: NodeJS.ProcessEnv): StackValues {
  const secretKeys = new Set<string>(JSON.parse(env.PULUMI_CONFIG_SECRET_KEYS || "[]"));
  const values = Object.entries(pulumi.runtime.allConfig()).map(
    ([key, text]) => [key, { text, isSecret: secretKeys.has(key) }] as const,
  );
  return { stack, values: Object.fromEntries(values) };
}

/** Who updates one stack need not be able to decrypt the others: of these the committed files are read. */
async function readOtherStacks(stack: string): Promise<StackValues[]> {
  const others = (await stacksOf(projectRoot)).filter((each) => each !== stack);
  try {
    return await Promise.all(others.map((each) => readCommittedValues(each, projectRoot)));
  } catch (error) {
    // An error of another class would be shown with its stack trace.
    if (error instanceof ReleaseError) throw new pulumi.RunError(`${error.message} ${error.hint}`);
    throw error;
  }
}
