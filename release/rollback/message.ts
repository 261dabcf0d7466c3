import type { Message } from "../notify/notifier.ts";
import { nameOf } from "./choice.ts";
import { isBack, type RollbackOrder, type RollbackOutcome } from "./run.ts";

/**
 * What people are told of a rollback. Those on duty are called too, whatever came of it: a release
 * was withdrawn, and somebody must repair it. What is urgent is up to the service's own setting.
 */
export function rollbackMessage(
  { stack, service, moves, reason, identity }: RollbackOrder,
  { moved, isProven }: RollbackOutcome,
): Message {
  const isMoved = moved.length > 0 && moved.every(isBack);
  const target = namesOf(moves.map((move) => move.target));
  const before = moved.every(({ status }) => status === "was-serving") ? " before" : "";
  const title = isMoved
    ? `${service} went back to ${target}${before}`
    : `The rollback of ${service} failed`;
  return {
    kind: "rollback",
    stack,
    title: isMoved && !isProven ? `${title}, but is not proven` : title,
    severity: isMoved && isProven ? "warning" : "critical",
    facts: [
      { name: "Release", value: target },
      { name: "Instead of", value: namesOf(moves.map((move) => move.replaced)) },
      { name: "Reason", value: reason },
      { name: "By", value: identity.actor },
      ...moved.map(({ move, serving, problem = "" }) => ({
        name: move.worker.scriptName,
        value: `${serving} ${problem}`.trim(),
      })),
    ],
    correlationId: identity.correlationId,
    page: { action: "trigger", service, dedupKey: `slipway rollback ${stack} ${service}` },
  };
}

function namesOf(versions: readonly Parameters<typeof nameOf>[0][]): string {
  return [...new Set(versions.map(nameOf))].join(", ");
}
