import { expect, test } from "vitest";
import type { Message } from "../../../release/notify/notifier.ts";
import type { Alert } from "../../../release/watch/decision.ts";
import { alertMessage } from "../../../release/watch/messages.ts";

// Proves whom a watch calls for what, and that one trouble is one incident.

const watched = { stack: "production", service: "api", release: "r2", correlationId: "run-1" };
const reasons = ["/: 21 good answers, p95 2500 ms"];

test.each<[Alert, Message["severity"], string | undefined]>([
  [{ kind: "blind", message: "no connection" }, "warning", "trigger watch blindness"],
  [{ kind: "seeing-again" }, "info", "resolve watch blindness"],
  [{ kind: "old-version-ill", reasons }, "critical", "trigger release"],
  [{ kind: "critical", reasons }, "critical", "trigger release"],
  [{ kind: "no-way-back", seen: "errors", problem: "none before" }, "critical", "trigger release"],
  [{ kind: "undecided", reasons }, "warning", undefined],
])("%o", (alert, severity, page) => {
  const message = alertMessage(watched, alert);
  expect(message).toMatchObject({ kind: "watch", stack: "production", severity });
  const [found] = message.pages ?? [];
  const what = found?.dedupKey.match(/^slipway (.+) production api$/)?.[1];
  expect(found && `${found.action} ${what}`).toBe(page);
});

test("what has to be done is said with the command", () => {
  const { title, facts } = alertMessage(watched, { kind: "undecided", reasons });
  expect(title).toBe("api needs a decision");
  expect(facts).toEqual([
    { name: "Release", value: "r2" },
    { name: "Seen", value: "/: 21 good answers, p95 2500 ms" },
    {
      name: "To do",
      value:
        "Roll back or fix forward, within 15 minutes: npx slipway rollback production --service api --confirm ROLLBACK",
    },
  ]);
});
