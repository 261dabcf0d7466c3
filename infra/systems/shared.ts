import * as pulumi from "@pulumi/pulumi";
import { GithubDelivery } from "../components/github-delivery.ts";
import { OnCall } from "../components/on-call.ts";
import { RepositoryRules } from "../components/repository-rules.ts";
import { TeamChannels } from "../components/team-channels.ts";
import type { StackConfig } from "../config.ts";
import type { LookUps } from "../look-ups.ts";
import { channelName, teamNames } from "../naming.ts";

/** What every system of a stack builds on. */
export interface Shared {
  readonly zoneId: string;
  readonly escalationPolicyId: pulumi.Output<string>;
}

/** The check that says the test workflow passed. */
const requiredChecks = ["test"];

/** The parts of an environment that no system owns: delivery, on call, channels. */
export function declareShared(config: StackConfig, found: LookUps): Shared {
  const { environment, accountId, onCall, delivery, channelSuffix, secrets } = config;
  const names = teamNames(environment, channelSuffix);
  const parent = new pulumi.ComponentResource("slipway:systems:Shared", "shared");
  const { repository, githubUserId, pagerdutyUserId, slackMemberId } = found;

  new GithubDelivery(
    "delivery",
    {
      ...delivery,
      reviewers: delivery.reviewers.map(githubUserId),
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

  const team = new OnCall(
    "on-call",
    {
      names,
      timeZone: onCall.timeZone,
      primary: onCall.primary.map(pagerdutyUserId),
      secondary: onCall.secondary.map(pagerdutyUserId),
      teamLead: pagerdutyUserId(onCall.teamLead),
      engineeringManager: pagerdutyUserId(onCall.engineeringManager),
      cto: pagerdutyUserId(onCall.cto),
    },
    { parent },
  );

  new TeamChannels(
    "channels",
    {
      environment,
      deployments: channelName("deployments", channelSuffix),
      incidents: channelName("incidents", channelSuffix),
      usergroup: { name: names.usergroup, handle: names.usergroupHandle },
      onCall: [...new Set([...onCall.primary, ...onCall.secondary])].map(slackMemberId),
    },
    { parent },
  );

  return {
    zoneId: found.zoneId,
    escalationPolicyId: team.escalationPolicyId,
  };
}
