import type { EngineReport, UpdateOptions } from "../engine.ts";
import { ReleaseError } from "../release-error.ts";
import { type RunObserver, type RunResult, runSteps, type Step } from "../run-result.ts";
import { parseStackOutputs, type StackOutputs } from "../stack-outputs.ts";
import type { StackDrift } from "./finding.ts";
import type { Remedy, VendorCall } from "./remedy.ts";
import type { Restoration } from "./restore-traffic.ts";

/** What a fix works with. */
export interface FixPorts {
  up(options: UpdateOptions): Promise<EngineReport>;
  /** The stack's, as the last update left them. */
  outputs(): Promise<Record<string, unknown>>;
  call(call: VendorCall): Promise<unknown>;
  /** @returns what serves, in a sentence. */
  restore(restoration: Restoration): Promise<string>;
  readonly observer: RunObserver;
}

type OfKind<Kind extends Remedy["kind"]> = Extract<Remedy, { kind: Kind }>;

/**
 * Makes a stack's objects be as declared again. The traffic comes after what leads to the Workers,
 * because the declared version is tried there, and before what Workers refer to, because that makes
 * new versions of them. What is left to people stays.
 */
export function fixDrift(
  correlationId: string,
  drift: StackDrift,
  ports: FixPorts,
): Promise<RunResult> {
  const remedies = drift.findings.flatMap((finding) => finding.remedies);
  const updates = ofKind(remedies, "update");
  const referredTo = updates.filter(({ hasDependents }) => hasDependents);
  const others = updates.filter(({ hasDependents }) => !hasDependents);
  const replacements = ofKind(remedies, "replace");
  const steps = [
    update("Update and make objects", ports, {
      targets: others.map(({ urn }) => urn),
      replacements: replacements.map(({ urn }) => urn),
    }),
    calls(ofKind(remedies, "call"), ports),
    ...traffic(ofKind(remedies, "rollout"), referredTo, ports),
  ];
  return runSteps(correlationId, steps, ports.observer);
}

/** A version whose binding leads nowhere cannot be deployed, so the traffic may have to wait. */
function traffic(
  rollouts: readonly OfKind<"rollout">[],
  referredTo: readonly OfKind<"update">[],
  ports: FixPorts,
): Step[] {
  const restore = restorations(rollouts, ports);
  if (referredTo.length === 0) return [restore];
  const make = update("Make what others refer to, and those again", ports, {
    targets: referredTo.map(({ urn }) => urn),
    includesDependents: true,
  });
  return [{ ...restore, isOptional: true }, make];
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
      const { changes } = await ports
        .up({ ...options, refresh: true, continuesOnError: true })
        .catch((error: unknown) => {
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
      const { services } = parseStackOutputs(await ports.outputs());
      const lines: string[] = [];
      for (const remedy of remedies)
        lines.push(await ports.restore(restorationOf(remedy, services)));
      return lines.join("\n");
    },
  };
}

function restorationOf(
  { scriptName, versionId }: OfKind<"rollout">,
  services: StackOutputs["services"],
): Restoration {
  const known = Object.values(services).flatMap((service) => service.workers);
  const worker = known.find((each) => each.scriptName === scriptName);
  if (worker === undefined) {
    throw new ReleaseError("unknown-target", `No service of the stack has a Worker ${scriptName}.`);
  }
  return { worker, versionId };
}
