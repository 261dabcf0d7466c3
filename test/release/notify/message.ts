import type { Message } from "../../../release/notify/notifier.ts";

/** A message with what a test does not care about filled in. */
export function message(fields: Partial<Message> = {}): Message {
  return {
    kind: "deploy",
    stack: "staging",
    title: "Deployed",
    severity: "success",
    facts: [],
    correlationId: "run-1",
    ...fields,
  };
}
