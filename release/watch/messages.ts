import type { Message } from "../notify/notifier.ts";
import type { Alert } from "./decision.ts";
import { matrix } from "./matrix.ts";

export interface WatchedService {
  readonly stack: string;
  readonly service: string;
  /** What it is watched under. */
  readonly release: string;
  readonly correlationId: string;
}

/** What people are told by a watch. A rollback tells of itself. */
export function alertMessage(watched: WatchedService, alert: Alert): Message {
  const { stack, service, release, correlationId } = watched;
  const { title, severity, facts, page } = tellingOf(watched, alert);
  return {
    kind: "watch",
    stack,
    title,
    severity,
    facts: [
      { name: "Release", value: release },
      ...facts.map(([name, value]) => ({ name, value })),
    ],
    correlationId,
    ...(page === undefined
      ? {}
      : {
          page: {
            action: page[0],
            service,
            dedupKey: `slipway watch ${page[1]} ${stack} ${service}`,
          },
        }),
  };
}

interface Telling {
  readonly title: string;
  readonly severity: Message["severity"];
  readonly facts: readonly (readonly [name: string, value: string])[];
  /** Whom it calls, or calls off, and over what. */
  readonly page?: readonly ["trigger" | "resolve", "blindness" | "critical"];
}

function tellingOf({ stack, service }: WatchedService, alert: Alert): Telling {
  switch (alert.kind) {
    case "blind":
      return {
        title: `The watch of ${service} sees nothing`,
        severity: "warning",
        facts: [
          ["Reason", alert.message],
          ["State", "Nothing was changed; the watch goes on."],
        ],
        page: ["trigger", "blindness"],
      };
    case "seeing-again":
      return {
        title: `The watch of ${service} sees again`,
        severity: "info",
        facts: [],
        page: ["resolve", "blindness"],
      };
    case "old-version-ill":
      return {
        title: `${service} is critical, and so is its old version`,
        severity: "critical",
        facts: [
          ["Seen", alert.reasons.join("\n")],
          [
            "State",
            "The traffic was not moved: going back would not help. Look at what both depend on.",
          ],
        ],
        page: ["trigger", "critical"],
      };
    case "critical":
      return {
        title: `${service} is critical`,
        severity: "critical",
        facts: [
          ["Seen", alert.reasons.join("\n")],
          ["To do", whatToDo("critical", stack, service)],
        ],
        page: ["trigger", "critical"],
      };
    case "no-way-back":
      return {
        title: `${service} is critical and cannot go back`,
        severity: "critical",
        facts: [
          ["Seen", alert.seen],
          ["No way back", alert.problem],
        ],
        page: ["trigger", "critical"],
      };
    case "undecided":
      return {
        title: `${service} needs a decision`,
        severity: "warning",
        facts: [
          ["Seen", alert.reasons.join("\n")],
          ["To do", whatToDo("high", stack, service)],
        ],
      };
  }
}

/** `Roll back or fix forward within 15 minutes: slipway rollback staging …` */
export function whatToDo(severity: "critical" | "high", stack: string, service: string): string {
  const row = matrix.find((each) => each.severity === severity);
  const action = `${row?.action.slice(0, 1).toUpperCase()}${row?.action.slice(1)}`;
  return `${action}, within ${row?.within}: slipway rollback ${stack} --service ${service} --confirm ROLLBACK`;
}
