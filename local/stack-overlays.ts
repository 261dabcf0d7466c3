import { createHash } from "node:crypto";
import type { DataFolder, Identity } from "./data-folder.ts";
import { slackWebhookUrl } from "./vendors/slack/seed.ts";

/** Production's steps, watched for seconds only: users are few here, and a person waits. */
const quickRollout = { "slipway:rollout": { steps: [1, 10, 50], bakeSeconds: 3 } };

/**
 * Writes what each local stack has in place of the real secrets. The values follow from the folder's
 * own token, so they are the same at each start, at whatever port, and no stack looks changed.
 * `pulumi` in a local shell lays them over a copy of the committed stack file.
 * @param providers configuration of the providers that take no address from the environment
 */
export function writeStackOverlays(
  folder: DataFolder,
  identity: Identity,
  providers: Readonly<Record<string, string>>,
): void {
  const derived = (name: string) =>
    createHash("sha256").update(`${identity.token} ${name}`).digest("hex").slice(0, 24);
  for (const { stack, stripe, channel, more } of [
    { stack: "staging", stripe: "sk_test", channel: "deployments-staging", more: {} },
    { stack: "production", stripe: "sk_live", channel: "deployments", more: quickRollout },
  ]) {
    folder.write(`stacks/overlay.${stack}.json`, {
      "slipway:stripeSecretKey": { secret: `${stripe}_${derived(`stripe ${stack}`)}` },
      "slipway:slackWebhookUrl": { secret: slackWebhookUrl(channel) },
      "slipway:cloudflareDeployToken": { secret: `local-${derived(`deploy ${stack}`)}` },
      ...more,
      ...providers,
    });
  }
}
