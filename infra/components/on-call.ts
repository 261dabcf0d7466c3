import * as pagerduty from "@pulumi/pagerduty";
import * as pulumi from "@pulumi/pulumi";

export interface OnCallArgs {
  readonly names: {
    readonly escalationPolicy: string;
    readonly primarySchedule: string;
    readonly secondarySchedule: string;
  };
  /** IANA name; hand-over is at 9:00 there. */
  readonly timeZone: string;
  /** E-mail addresses of people PagerDuty knows, in the order of their weeks. */
  readonly primary: readonly string[];
  readonly secondary: readonly string[];
  readonly teamLead: string;
  readonly engineeringManager: string;
  readonly cto: string;
}

/** Minutes until an incident that nobody took goes one level up. */
const escalationDelayInMinutes = 15;
const weekInSeconds = 7 * 24 * 60 * 60;
/** A Monday. Fixed: a rotation counts its turns from here, and a new start would be a change. */
const rotationStart = "2026-01-05T09:00:00Z";

/** Who is paged, in what order: two weekly schedules and a policy of four levels. */
export class OnCall extends pulumi.ComponentResource {
  readonly escalationPolicyId: pulumi.Output<string>;

  constructor(name: string, args: OnCallArgs, opts?: pulumi.ComponentResourceOptions) {
    super("slipway:components:OnCall", name, {}, opts);
    const { names, timeZone, primary, secondary } = args;

    const schedule = (key: string, title: string, emails: readonly string[]) =>
      new pagerduty.Schedule(
        `${name}-${key}`,
        { name: title, timeZone, layers: [weeklyLayer(emails.map((email) => this.userId(email)))] },
        { parent: this },
      );
    const firstSchedule = schedule("primary", names.primarySchedule, primary);
    const secondSchedule = schedule("secondary", names.secondarySchedule, secondary);
    const policy = new pagerduty.EscalationPolicy(
      `${name}-policy`,
      {
        name: names.escalationPolicy,
        numLoops: 2,
        rules: [
          level(scheduleTarget(firstSchedule)),
          level(scheduleTarget(secondSchedule), this.userTarget(args.teamLead)),
          level(this.userTarget(args.engineeringManager)),
          level(this.userTarget(args.cto)),
        ],
      },
      { parent: this },
    );

    this.escalationPolicyId = policy.id;
    this.registerOutputs({ escalationPolicyId: this.escalationPolicyId });
  }

  private userId(email: string): pulumi.Output<string> {
    return pagerduty.getUserOutput({ email }, { parent: this }).id;
  }

  private userTarget(email: string): Target {
    return { type: "user_reference", id: this.userId(email) };
  }
}

type Target = pagerduty.types.input.EscalationPolicyRuleTarget;

function scheduleTarget({ id }: pagerduty.Schedule): Target {
  return { type: "schedule_reference", id };
}

function level(...targets: Target[]): pagerduty.types.input.EscalationPolicyRule {
  return { escalationDelayInMinutes, targets };
}

function weeklyLayer(users: pulumi.Input<string>[]): pagerduty.types.input.ScheduleLayer {
  return {
    name: "Weekly",
    start: rotationStart,
    rotationVirtualStart: rotationStart,
    rotationTurnLengthSeconds: weekInSeconds,
    users,
  };
}
