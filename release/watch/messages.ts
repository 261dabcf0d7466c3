import type { Message, Page } from "../notify/notifier.ts";
import { blindnessPage, releasePage } from "../notify/release-page.ts";
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
  const { stack, release, correlationId } = watched;
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
    ...(page && { pages: [page] }),
  };
}

interface Telling {
  readonly title: string;
  readonly severity: Message["severity"];
  readonly facts: readonly (readonly [name: string, value: string])[];
  readonly page?: Page;
}

function tellingOf(watched: WatchedService, alert: Alert): Telling {
  const { stack, service } = watched;
  const critical = releasePage("trigger", stack, service);
  switch (alert.kind) {
    case "blind":
      return {
        title: `The watch of ${service} sees nothing`,
        severity: "warning",
        facts: [
          ["Reason", alert.message],
          ["State", "Nothing was changed; the watch goes on."],
        ],
        page: blindnessPage("trigger", stack, service),
      };
    case "seeing-again":
      return {
        title: `The watch of ${service} sees again`,
        severity: "info",
        facts: [],
        page: blindnessPage("resolve", stack, service),
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
        page: critical,
      };
    case "critical":
      return {
        title: `${service} is critical`,
        severity: "critical",
        facts: [
          ["Seen", alert.reasons.join("\n")],
          ["To do", whatToDo("critical", stack, service)],
        ],
        page: critical,
      };
    case "no-way-back":
      return {
        title: `${service} is critical and cannot go back`,
        severity: "critical",
        facts: [
          ["Seen", alert.seen],
          ["No way back", alert.problem],
        ],
        page: critical,
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

/** `Roll back or fix forward within 15 minutes: npx slipway rollback staging …` */
export function whatToDo(severity: "critical" | "high", stack: string, service: string): string {
  const row = matrix.find((each) => each.severity === severity);
  const action = `${row?.action.slice(0, 1).toUpperCase()}${row?.action.slice(1)}`;
  return `${action}, within ${row?.within}: npx slipway rollback ${stack} --service ${service} --confirm ROLLBACK`;
}
