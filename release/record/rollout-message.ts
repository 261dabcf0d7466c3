import type { Message, Page } from "../notify/notifier.ts";
import type { RunIdentity } from "../run-identity.ts";
import type { RolloutEnd, RolloutSubject } from "./rollout-record.ts";

/**
 * What people are told of a Worker's rollout. One that failed and went back by itself is for whoever
 * ships; those on duty are called when users are not with the version they were with before.
 */
export function rolloutMessage(
  subject: RolloutSubject,
  end: RolloutEnd,
  { actor, correlationId }: RunIdentity,
): Message {
  const { stack, worker, release, versionId } = subject;
  const isGood = end.result === "succeeded";
  const reason = isGood ? [] : [{ name: "Why", value: end.reason }];
  const page = pageOf(subject, end);
  return {
    kind: "rollout",
    stack,
    title: `${worker.scriptName} ${isGood ? "runs" : "does not get"} ${release}`,
    severity: isGood ? "success" : page === undefined ? "warning" : "critical",
    facts: [{ name: "Version", value: versionId }, { name: "By", value: actor }, ...reason],
    correlationId,
    ...(page && { pages: [page] }),
  };
}

/** A rollout that ends well ends the incident of an earlier one too. */
function pageOf({ stack, service, worker }: RolloutSubject, end: RolloutEnd): Page | undefined {
  const dedupKey = `slipway rollout ${stack} ${worker.scriptName}`;
  if (end.result === "succeeded") return { action: "resolve", service, dedupKey };
  return end.isAsBefore ? undefined : { action: "trigger", service, dedupKey };
}
