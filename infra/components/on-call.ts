import type { Schedule, types } from "@pulumi/pagerduty";
import * as pulumi from "@pulumi/pulumi";
import { pagerduty } from "../providers.ts";

export interface OnCallArgs {
  readonly names: {
    readonly escalationPolicy: string;
    readonly primarySchedule: string;
    readonly secondarySchedule: string;
  };
  /** IANA name; hand-over is at 9:00 there. */
  readonly timeZone: string;
  /** Ids of PagerDuty users, in the order of their weeks; those below are too. */
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
    const { names, timeZone } = args;

    const primary = new pagerduty.Schedule(
      `${name}-primary`,
      {
        name: names.primarySchedule,
        description: "Is paged first.",
        timeZone,
        layers: [weeklyTurns(args.primary)],
      },
      { parent: this },
    );
    const secondary = new pagerduty.Schedule(
      `${name}-secondary`,
      {
        name: names.secondarySchedule,
        description: "Is paged when the primary does not answer.",
        timeZone,
        layers: [weeklyTurns(args.secondary)],
      },
      { parent: this },
    );
    const policy = new pagerduty.EscalationPolicy(
      `${name}-policy`,
      {
        name: names.escalationPolicy,
        description: "Primary, then secondary and team lead, engineering manager, CTO.",
        numLoops: 2,
        rules: [
          level(scheduled(primary)),
          level(scheduled(secondary), person(args.teamLead)),
          level(person(args.engineeringManager)),
          level(person(args.cto)),
        ],
      },
      { parent: this },
    );

    this.escalationPolicyId = policy.id;
    this.registerOutputs({ escalationPolicyId: this.escalationPolicyId });
  }
}

type Target = types.input.EscalationPolicyRuleTarget;

function person(id: string): Target {
  return { type: "user_reference", id };
}

function scheduled({ id }: Schedule): Target {
  return { type: "schedule_reference", id };
}

function level(...targets: Target[]): types.input.EscalationPolicyRule {
  return { escalationDelayInMinutes, targets };
}

function weeklyTurns(users: readonly string[]): types.input.ScheduleLayer {
  return {
    name: "Weekly",
    start: rotationStart,
    rotationVirtualStart: rotationStart,
    rotationTurnLengthSeconds: weekInSeconds,
    users: [...users],
  };
}
