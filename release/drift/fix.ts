import type { EngineReport, UpdateOptions } from "../engine.ts";
import { ReleaseError } from "../release-error.ts";
import { type RunObserver, type RunResult, runSteps, type Step } from "../run-result.ts";
import type { Services } from "../service.ts";
import type { StackDrift } from "./finding.ts";
import type { Remedy, VendorCall } from "./remedy.ts";
import type { Restoration } from "./restore-traffic.ts";

/** What a fix works with. */
export interface FixPorts {
  up(options: UpdateOptions): Promise<EngineReport>;
  call(call: VendorCall): Promise<unknown>;
  /** @returns what serves, in a sentence. */
  restore(restoration: Restoration): Promise<string>;
  /** The stack's. */
  readonly services: Services;
  readonly observer: RunObserver;
}

type OfKind<Kind extends Remedy["kind"]> = Extract<Remedy, { kind: Kind }>;

/**
 * Makes a stack's objects be as declared again. The traffic comes after what leads to the Workers,
 * because the declared version is tried there, and before new versions that follow new objects. What
 * is left to people stays.
 */
export function fixDrift(
  correlationId: string,
  drift: StackDrift,
  ports: FixPorts,
): Promise<RunResult> {
  const remedies = drift.findings.flatMap((finding) => finding.remedies);
  const updates = ofKind(remedies, "update");
  const referredTo = updates.filter(({ hasDependents }) => hasDependents);
  const steps = [
    update("Update and make objects", ports, {
      targets: updates.map(({ urn }) => urn),
      replacements: ofKind(remedies, "replace").map(({ urn }) => urn),
      refresh: true,
      continuesOnError: true,
    }),
    calls(ofKind(remedies, "call"), ports),
    {
      ...restorations(ofKind(remedies, "rollout"), ports),
      // A version whose binding leads nowhere cannot be deployed; the next step makes one that can.
      isOptional: referredTo.length > 0,
    },
    // In an update of its own: a refresh of some targets does not load what their dependents need.
    update("Let what refers to new objects follow", ports, {
      targets: referredTo.map(({ urn }) => urn),
      includesDependents: true,
    }),
  ];
  return runSteps(correlationId, steps, ports.observer);
}

/** Whether anything is done without a person deciding it. */
export function hasFix({ findings }: StackDrift): boolean {
  return findings.some(({ remedies }) => remedies.some(({ kind }) => kind !== "by-hand"));
}

function ofKind<Kind extends Remedy["kind"]>(
  remedies: readonly Remedy[],
  kind: Kind,
): OfKind<Kind>[] {
  return remedies.filter((remedy): remedy is OfKind<Kind> => remedy.kind === kind);
}

function update(name: string, ports: FixPorts, options: UpdateOptions): Step {
  const { targets = [], replacements = [] } = options;
  return {
    name,
    skip: () => (targets.length + replacements.length === 0 ? "nothing to do" : undefined),
    async run() {
      const { changes } = await ports.up(options).catch((error: unknown) => {
        throw withWayOn(error);
      });
      return Object.entries(changes)
        .filter(([operation]) => operation !== "same")
        .map(([operation, count]) => `${count} ${operation}`)
        .join(", ");
    },
  };
}

/** An update that refreshes has taken over what it found before it fails: no check sees that again. */
function withWayOn(error: unknown): unknown {
  if (!(error instanceof ReleaseError) || error.code !== "update-failed") return error;
  return new ReleaseError("update-failed", error.message, {
    hint: "The state now has what was found. Mend the cause, then run pulumi up, which compares it with the program.",
    cause: error,
  });
}

function calls(remedies: readonly OfKind<"call">[], ports: FixPorts): Step {
  return {
    name: "Ask the vendors for what is declared",
    skip: () => (remedies.length === 0 ? "nothing to do" : undefined),
    async run() {
      for (const { call } of remedies) await ports.call(call);
      return `${remedies.length} calls`;
    },
  };
}

/** Done even after a failure: users may be with a version that nobody declared. */
function restorations(remedies: readonly OfKind<"rollout">[], ports: FixPorts): Step {
  return {
    name: "Give declared versions their traffic",
    isAlways: true,
    skip: () => (remedies.length === 0 ? "nothing to do" : undefined),
    async run() {
      const lines: string[] = [];
      for (const remedy of remedies)
        lines.push(await ports.restore(restorationOf(remedy, ports.services)));
      return lines.join("\n");
    },
  };
}

function restorationOf(
  { scriptName, versionId, message }: OfKind<"rollout">,
  services: Services,
): Restoration {
  const known = Object.values(services).flatMap((service) => service.workers);
  const worker = known.find((each) => each.scriptName === scriptName);
  if (worker === undefined) {
    throw new ReleaseError("unknown-target", `No service of the stack has a Worker ${scriptName}.`);
  }
  return { worker, versionId, message };
}
