import type { Probe } from "../rollout/probe.ts";
import type { RunIdentity } from "../run-identity.ts";
import { type RunObserver, type RunResult, runSteps, type Step } from "../run-result.ts";
import type { ServiceWorker } from "../service.ts";
import type { WorkerMove } from "./choice.ts";
import { type Moved, moveTraffic, requireMoved, type TrafficOf } from "./move.ts";
import { type ProofClock, proveServing } from "./prove.ts";

/** A rollback as it was planned. */
export interface RollbackOrder {
  readonly stack: string;
  /** The system's name. */
  readonly service: string;
  readonly moves: readonly WorkerMove[];
  /** Why, in the words of who asked for it. */
  readonly reason: string;
  readonly identity: RunIdentity;
}

/** What is known of a rollback once the traffic was to be moved. */
export interface RollbackOutcome {
  readonly moved: readonly Moved[];
  /** Whether all routes answered rightly, from the versions they were moved to. */
  readonly isProven: boolean;
}

export interface RollbackPorts {
  readonly trafficOf: TrafficOf;
  readonly probeOf: (worker: ServiceWorker) => Probe;
  readonly clock: ProofClock;
  readonly observer: RunObserver;
  /** What leaves a record and tells people, of an outcome that is known once it is asked for. */
  readonly tell: (outcome: () => RollbackOutcome) => RollbackTelling;
  /** Brings the engine's state in line with the traffic, last. */
  readonly reconcile?: Step | undefined;
}

export interface RollbackTelling {
  /** Called once traffic was moved and before it is proven. Nothing waits for it, and it never throws. */
  readonly begin: () => void;
  /** Done at the same time, when it is known what users get. */
  readonly steps: readonly Step[];
}

/**
 * Moves the traffic first; everything that may be slow or broken comes after. Each part is safe to
 * repeat: a second run finds the traffic where it is to be, and does the rest.
 */
export function runRollback(order: RollbackOrder, ports: RollbackPorts): Promise<RunResult> {
  const { moves, reason, identity } = order;
  const message = `${reason} (${identity.actor}, ${identity.correlationId})`;
  let moved: readonly Moved[] = [];
  let isProven = false;
  const { begin, steps: tell } = ports.tell(() => ({ moved, isProven }));
  const move: Step = {
    name: "Move the traffic",
    async run() {
      moved = await moveTraffic(moves, ports.trafficOf, message);
      if (moved.some(({ status }) => status === "moved")) begin();
      return requireMoved(moved);
    },
  };
  const prove: Step = {
    name: "Prove it on every route",
    isAlways: true,
    skip: () => (isAnyBack(moved) ? undefined : "No Worker went back."),
    async run() {
      const proofs = await Promise.all(moved.filter(isBack).map((each) => proof(each, ports)));
      isProven = proofs.every((each) => each.isProven);
      const findings = proofs.map(({ finding }) => finding).join("\n");
      return isProven ? findings : { warning: findings };
    },
  };
  const steps = [move, prove, tell, ...(ports.reconcile ? [ports.reconcile] : [])];
  return runSteps(identity.correlationId, steps, ports.observer);
}

function proof({ move }: Moved, { probeOf, clock }: RollbackPorts) {
  return proveServing(move, probeOf(move.worker), clock);
}

/** Whether a Worker's users have its target again. */
export function isBack({ status }: Moved): boolean {
  return status !== "failed";
}

function isAnyBack(moved: readonly Moved[]): boolean {
  return moved.some(isBack);
}
