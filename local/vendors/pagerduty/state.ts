import type { CloudContext } from "../../context.ts";
import type { Collection } from "../../store.ts";

export type Urgency = "high" | "low";

export interface User {
  id: string;
  name: string;
  email: string;
  /** Number that is rung for high urgency; null for nobody to ring. */
  phone: string | null;
  role: string;
  jobTitle: string | null;
  timeZone: string;
  color: string;
  description: string | null;
}

export interface Team {
  id: string;
  name: string;
  description: string | null;
  defaultRole: string;
  parentId: string | null;
  members: { userId: string; role: string }[];
}

export interface Restriction {
  type: "daily_restriction" | "weekly_restriction";
  /** `HH:MM:SS` in the schedule's time zone. */
  startTimeOfDay: string;
  /** 1 Monday to 7 Sunday, for weekly ones. */
  startDayOfWeek: number | null;
  durationSeconds: number;
}

export interface ScheduleLayer {
  id: string;
  name: string;
  /** RFC 3339, as are all times here. */
  start: string;
  end: string | null;
  rotationVirtualStart: string;
  rotationTurnLengthSeconds: number;
  userIds: string[];
  restrictions: Restriction[];
}

export interface Schedule {
  id: string;
  name: string;
  description: string | null;
  timeZone: string;
  teamIds: string[];
  /** From the lowest to the one that takes precedence. */
  layers: ScheduleLayer[];
}

export interface EscalationTarget {
  type: "user" | "schedule";
  id: string;
}

export interface EscalationRule {
  id: string;
  delayMinutes: number;
  targets: EscalationTarget[];
  strategy: "assign_to_everyone" | "round_robin";
}

export interface EscalationPolicy {
  id: string;
  name: string;
  description: string | null;
  /** How often the rules are repeated when nobody acknowledges, 0–9. */
  loops: number;
  handoffNotifications: "if_has_services" | "always";
  teamIds: string[];
  rules: EscalationRule[];
}

export type UrgencyKind = Urgency | "severity_based";

export type UrgencyRule =
  | { type: "constant"; urgency: UrgencyKind }
  | {
      type: "use_support_hours";
      during_support_hours: { type: "constant"; urgency: UrgencyKind };
      outside_support_hours: { type: "constant"; urgency: UrgencyKind };
    };

export interface SupportHours {
  type: "fixed_time_per_day";
  time_zone: string;
  /** 1 Monday to 7 Sunday. */
  days_of_week: number[];
  start_time: string;
  end_time: string;
}

export interface Service {
  id: string;
  name: string;
  description: string | null;
  policyId: string;
  createdAt: string;
  lastIncidentAt: string | null;
  isDisabled: boolean;
  /** Null switches the timeout off. */
  autoResolveSeconds: number | null;
  acknowledgementSeconds: number | null;
  urgencyRule: UrgencyRule;
  supportHours: SupportHours | null;
  alertCreation: string;
  /** Kept and echoed only. */
  echoed: Record<string, unknown>;
}

export interface Integration {
  id: string;
  serviceId: string;
  name: string;
  type: string;
  vendorId: string | null;
  /** Routing key of the Events API: 32 characters. */
  key: string;
  createdAt: string;
  /** E-mail settings, kept and echoed only. */
  echoed: Record<string, unknown>;
}

/** Who did something: a person, or the integration or service whose event it was. */
export interface Agent {
  type: "user" | "service" | "integration";
  id: string;
}

export interface Incident {
  id: string;
  number: number;
  title: string;
  /** The deduplication key of its events. */
  key: string;
  serviceId: string;
  policyId: string;
  status: "triggered" | "acknowledged" | "resolved";
  urgency: Urgency;
  createdAt: string;
  updatedAt: string;
  statusChangedAt: string;
  statusChangedBy: Agent;
  resolvedAt: string | null;
  /** Counted from 1; beyond the policy's rules while it repeats them. */
  escalationLevel: number;
  /** When the current level was told. */
  levelSince: string;
  assignments: { userId: string; at: string }[];
  acknowledgements: { agent: Agent; at: string }[];
  notes: { id: string; content: string; userId: string; createdAt: string }[];
  details: unknown;
  /** How many triggers it stands for. */
  events: number;
  firstEntryId: string;
}

export type LogEntryType =
  | "trigger"
  | "acknowledge"
  | "unacknowledge"
  | "resolve"
  | "assign"
  | "escalate"
  | "notify"
  | "annotate";

export interface LogEntry {
  id: string;
  type: LogEntryType;
  createdAt: string;
  incidentId: string;
  serviceId: string;
  agent: Agent;
  summary: string;
  /** What the entry's channel says: `api`, `timeout`, `note` … with its fields. */
  channel: Record<string, unknown> & { type: string };
  assigneeIds: string[];
  /** Whom a `notify` entry reached. */
  notified: { userId: string; method: "phone" | "email"; address: string } | null;
}

export interface ChangeEvent {
  id: string;
  serviceId: string;
  summary: string;
  createdAt: string;
  details: unknown;
}

export interface BusinessService {
  id: string;
  name: string;
  description: string | null;
  pointOfContact: string | null;
  teamId: string | null;
}

export interface MaintenanceWindow {
  id: string;
  description: string | null;
  startTime: string;
  endTime: string;
  serviceIds: string[];
}

/** Every table of the emulated PagerDuty. */
export interface PagerdutyState {
  context: CloudContext;
  users: Collection<User>;
  teams: Collection<Team>;
  schedules: Collection<Schedule>;
  policies: Collection<EscalationPolicy>;
  services: Collection<Service>;
  integrations: Collection<Integration>;
  incidents: Collection<Incident>;
  logEntries: Collection<LogEntry>;
  changeEvents: Collection<ChangeEvent>;
  businessServices: Collection<BusinessService>;
  maintenanceWindows: Collection<MaintenanceWindow>;
}

export function openState(context: CloudContext): PagerdutyState {
  const table = <T extends object>(name: string) =>
    context.store.collection<T>(`pagerduty.${name}`);
  return {
    context,
    users: table("users"),
    teams: table("teams"),
    schedules: table("schedules"),
    policies: table("escalation-policies"),
    services: table("services"),
    integrations: table("integrations"),
    incidents: table("incidents"),
    logEntries: table("log-entries"),
    changeEvents: table("change-events"),
    businessServices: table("business-services"),
    maintenanceWindows: table("maintenance-windows"),
  };
}

/** `P` and six upper-case letters or digits. */
export function newId(state: PagerdutyState): string {
  return `P${state.context.ids.upper(6)}`;
}

/** Times have no fraction: `2026-11-21T09:00:00Z`. */
export function timestamp(date: Date): string {
  return `${date.toISOString().slice(0, 19)}Z`;
}

export function now(state: PagerdutyState): string {
  return timestamp(state.context.clock.now());
}
