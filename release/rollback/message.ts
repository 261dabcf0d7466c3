import type { Fact, Message } from "../notify/notifier.ts";
import { releasePage } from "../notify/release-page.ts";
import { nameOf } from "./choice.ts";
import { isBack, type RollbackOrder, type RollbackOutcome } from "./run.ts";

/**
 * Told once the traffic is moved: those on duty are called, as a release was withdrawn. What is urgent
 * is up to the service's own setting.
 */
export function rollbackBegins(order: RollbackOrder): Message {
  const { stack, service, moves, identity } = order;
  return {
    kind: "rollback",
    stack,
    title: `${service} goes back to ${namesOf(moves.map((move) => move.target))}`,
    severity: "warning",
    facts: commonFacts(order),
    correlationId: identity.correlationId,
    pages: [releasePage("trigger", stack, service)],
  };
}

/** Told of a rollback's end. Those on duty are called off where users are proven to be well again. */
export function rollbackEnded(order: RollbackOrder, { moved, isProven }: RollbackOutcome): Message {
  const { stack, service, moves, identity } = order;
  const isMoved = moved.length > 0 && moved.every(isBack);
  const target = namesOf(moves.map((move) => move.target));
  const before = moved.every(({ status }) => status === "was-serving") ? " before" : "";
  const title = isMoved
    ? `${service} went back to ${target}${before}`
    : `The rollback of ${service} failed`;
  const isWell = isMoved && isProven;
  return {
    kind: "rollback",
    stack,
    title: isMoved && !isProven ? `${title}, but is not proven` : title,
    severity: isWell ? "warning" : "critical",
    facts: [
      ...commonFacts(order),
      ...moved.map(({ move, serving, problem = "" }) => ({
        name: move.worker.scriptName,
        value: `${serving} ${problem}`.trim(),
      })),
    ],
    correlationId: identity.correlationId,
    pages: [releasePage(isWell ? "resolve" : "trigger", stack, service)],
  };
}

function commonFacts({ moves, reason, identity }: RollbackOrder): Fact[] {
  return [
    { name: "Release", value: namesOf(moves.map((move) => move.target)) },
    { name: "Instead of", value: namesOf(moves.map((move) => move.replaced)) },
    { name: "Reason", value: reason },
    { name: "By", value: identity.actor },
  ];
}

function namesOf(versions: readonly Parameters<typeof nameOf>[0][]): string {
  return [...new Set(versions.map(nameOf))].join(", ");
}
