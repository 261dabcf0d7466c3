import { notesVariable } from "../deployment-notes.ts";
import type { StackEngine, UpdateProgress } from "../engine.ts";
import type { Preflight } from "../preflight/preflight.ts";
import { ReleaseError } from "../release-error.ts";
import { identityVariables, type RunIdentity } from "../run-identity.ts";
import { type RunObserver, type RunResult, runSteps, type Step } from "../run-result.ts";
import type { Serving } from "../status/serving.ts";
import { servingStep } from "../status/serving-step.ts";
import type { PushPlan } from "./push-plan.ts";
import type { ValueState } from "./value-state.ts";

export interface PushPorts {
  readonly engine: Pick<StackEngine, "stackName" | "up">;
  /** What may speak against it. */
  readonly preflight: Preflight;
  /** What the platforms hold now. */
  read(): Promise<readonly ValueState[]>;
  readonly readServing: () => Promise<readonly Serving[]>;
  readonly progress: UpdateProgress;
  readonly signal: AbortSignal;
  readonly observer: RunObserver;
}

/** Brings values in step by one update of the resources that carry them, and reads them back. */
export async function pushValues(
  identity: RunIdentity,
  push: PushPlan,
  ports: PushPorts,
): Promise<RunResult> {
  let hasBegun = false;
  const begin = () => {
    hasBegun = true;
  };
  const skip = () => (hasBegun ? undefined : "nothing was pushed");
  const steps = [
    ports.preflight.checks,
    update(identity, push, ports, begin),
    { ...readBack(push, ports), skip },
    ...(push.touchesWorkers ? [{ ...servingStep(ports.readServing), skip }] : []),
  ];
  return runSteps(identity.correlationId, steps, ports.observer);
}

/** The program joins in this run with what its rollouts record and tell. */
function update(identity: RunIdentity, push: PushPlan, ports: PushPorts, begin: () => void): Step {
  const { engine, preflight, progress, signal } = ports;
  return {
    name: `Push what differs to the platforms of ${engine.stackName}`,
    async run() {
      const environment = {
        ...identityVariables(identity),
        ...notesVariable(preflight.findings()),
      };
      begin();
      for (const options of push.updates) {
        await engine.up({ ...options, environment }, progress, signal);
      }
      return undefined;
    },
  };
}

/** Done after a failed update too: it says how far that came. */
function readBack({ values }: PushPlan, { engine, read }: PushPorts): Step {
  return {
    name: "Read back what the platforms hold",
    isAlways: true,
    async run() {
      const now = await read();
      const inStep = now.filter(({ verdict }) => verdict === "same");
      const found = `${inStep.length} of ${now.length} values are in step.`;
      const missed = now.filter(
        (value) => value.verdict !== "same" && values.some((pushed) => isSameValue(pushed, value)),
      );
      if (missed.length > 0) {
        const names = missed.map(({ holder, name }) => `${holder} ${name}`).join(", ");
        throw new ReleaseError("update-failed", `${found} Pushed, and not in step: ${names}.`, {
          hint: `What else keeps them from it: npx slipway drift ${engine.stackName}`,
        });
      }
      return inStep.length === now.length ? found : { warning: found };
    },
  };
}

function isSameValue(one: ValueState, other: ValueState): boolean {
  return one.platform === other.platform && one.holder === other.holder && one.name === other.name;
}
