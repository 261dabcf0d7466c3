import * as pulumi from "@pulumi/pulumi";
import { GithubDelivery } from "../components/github-delivery.ts";
import { OnCall } from "../components/on-call.ts";
import { RepositoryRules } from "../components/repository-rules.ts";
import { TeamChannels } from "../components/team-channels.ts";
import type { StackConfig } from "../config.ts";
import { channelName, teamNames } from "../naming.ts";
import { cloudflare, github } from "../providers.ts";

/** What every system of a stack builds on. */
export interface Shared {
  readonly zoneId: pulumi.Output<string>;
  readonly escalationPolicyId: pulumi.Output<string>;
}

/** The check that says the test workflow passed. */
const requiredChecks = ["test"];

/** The parts of an environment that no system owns: delivery, on call, channels. */
export function declareShared(config: StackConfig): Shared {
  const { environment, accountId, onCall, delivery, channelSuffix, secrets } = config;
  const names = teamNames(environment, channelSuffix);
  const parent = new pulumi.ComponentResource("slipway:systems:Shared", "shared");
  const fullName = `${config.githubOwner}/${config.githubRepository}`;
  const repository = github.getRepositoryOutput({ fullName }, { parent }).name;

  new GithubDelivery(
    "delivery",
    {
      ...delivery,
      repository,
      environment,
      secrets: {
        CLOUDFLARE_API_TOKEN: secrets.cloudflareDeployToken,
        SLACK_WEBHOOK_URL: secrets.slackWebhookUrl,
      },
      variables: { CLOUDFLARE_ACCOUNT_ID: accountId },
    },
    { parent },
  );

  if (delivery.ownsRepository) {
    new RepositoryRules("repository", { repository, requiredChecks }, { parent });
  }

  const team = new OnCall("on-call", { ...onCall, names }, { parent });

  new TeamChannels(
    "channels",
    {
      environment,
      deployments: channelName("deployments", channelSuffix),
      incidents: channelName("incidents", channelSuffix),
      usergroup: { name: names.usergroup, handle: names.usergroupHandle },
      onCall: [...new Set([...onCall.primary, ...onCall.secondary])],
    },
    { parent },
  );

  return {
    zoneId: zoneIdOf(config.zone, accountId, parent),
    escalationPolicyId: team.escalationPolicyId,
  };
}

/** The zone is looked up, not declared: deleting a zone would delete everything in it. */
function zoneIdOf(name: string, accountId: string, parent: pulumi.Resource): pulumi.Output<string> {
  const filter = { name, account: { id: accountId }, match: "all" };
  return cloudflare.getZoneOutput({ filter }, { parent }).id;
}
