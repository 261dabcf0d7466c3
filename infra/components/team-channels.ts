import * as pulumi from "@pulumi/pulumi";
import * as slack from "@pulumi/slack";

export interface TeamChannelsArgs {
  readonly environment: string;
  /** Names without `#`. */
  readonly deployments: string;
  readonly incidents: string;
  readonly usergroup: { readonly name: string; readonly handle: string };
  /** Slack's ids of who is on call: they are in both channels and make up the user group. */
  readonly onCall: readonly string[];
}

/** Where the team is told: a channel for deployments, one for incidents, and a handle for who is on call. */
export class TeamChannels extends pulumi.ComponentResource {
  readonly deploymentsChannelId: pulumi.Output<string>;
  readonly incidentsChannelId: pulumi.Output<string>;

  constructor(name: string, args: TeamChannelsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("slipway:components:TeamChannels", name, {}, opts);
    const { environment } = args;
    const members = [...args.onCall];

    const channel = (key: string, channelName: string, purpose: string) =>
      new slack.Conversation(
        `${name}-${key}`,
        {
          name: channelName,
          isPrivate: false,
          topic: `Slipway, ${environment}`,
          purpose,
          permanentMembers: members,
          // A channel of this name may be older than this program, and people join it by themselves.
          adoptExistingChannel: true,
          actionOnUpdatePermanentMembers: "none",
          actionOnDestroy: "archive",
        },
        { parent: this },
      );
    const deployments = channel(
      "deployments",
      args.deployments,
      `Every deployment and rollback to ${environment}, failures included.`,
    );
    const incidents = channel(
      "incidents",
      args.incidents,
      `Alerts and incidents of ${environment}.`,
    );
    new slack.Usergroup(
      `${name}-on-call`,
      {
        ...args.usergroup,
        description: `Who is on call for ${environment}.`,
        users: members,
        channels: [incidents.id],
      },
      { parent: this },
    );

    this.deploymentsChannelId = deployments.id;
    this.incidentsChannelId = incidents.id;
    this.registerOutputs({
      deploymentsChannelId: this.deploymentsChannelId,
      incidentsChannelId: this.incidentsChannelId,
    });
  }
}
