import { breakLock } from "../break-lock.ts";
import { notesVariable } from "../deployment-notes.ts";
import type { StackEngine, UpdateProgress } from "../engine.ts";
import type { Notifier } from "../notify/notifier.ts";
import type { Plan } from "../plan/planned-change.ts";
import type { Preflight } from "../preflight/preflight.ts";
import { ReleaseError } from "../release-error.ts";
import { whyStopped } from "../rollout/deadline.ts";
import { identityVariables, type RunIdentity } from "../run-identity.ts";
import {
  type RunObserver,
  type RunResult,
  runSteps,
  type Step,
  type StepResult,
} from "../run-result.ts";
import type { Services } from "../service.ts";
import type { Serving } from "../status/serving.ts";
import { servingStep } from "../status/serving-step.ts";
import { type DeployReport, deployBegins, deployEnded } from "./deploy-message.ts";
import { describeChanges } from "./update-progress.ts";

export interface DeployOrder {
  readonly identity: RunIdentity;
  /** Only this system. */
  readonly service?: string | undefined;
  readonly breaksStaleLock: boolean;
}

export interface DeployPorts {
  readonly engine: Pick<StackEngine, "stackName" | "up" | "preview" | "lock" | "outputs">;
  readonly preflight: Preflight;
  /** URNs or patterns of them, where not everything is deployed. */
  readonly targets: readonly string[];
  readonly progress: UpdateProgress;
  /** Ends the update, for its time or for somebody: what the engine has begun is ended, a rollout goes back. */
  readonly signal: AbortSignal;
  readonly observer: RunObserver;
  /** Done once the new release serves: it is verified, and watched, by what the stack tells then. */
  readonly afterwards: (outputs: () => Promise<Outputs>) => readonly Step[];
  readonly readServing: () => Promise<readonly Serving[]>;
  /** The way to people; undefined before the first deployment, which makes it. */
  readonly notifier: Promise<Notifier | undefined>;
  /** The same, once there was a deployment. */
  readonly openNotifier: () => Promise<Notifier>;
  /** What is deployed: their people are called where the traffic is left between versions. */
  readonly services: Services;
}

type Outputs = Readonly<Record<string, unknown>>;

/** Checks, updates, verifies, watches; says what serves and tells people, whatever came of it. */
export async function deploy(order: DeployOrder, ports: DeployPorts): Promise<RunResult> {
  const run = new Deployment(order, ports);
  return runSteps(order.identity.correlationId, run.steps(), run.observer);
}

class Deployment {
  readonly #order: DeployOrder;
  readonly #ports: DeployPorts;
  readonly #ended: StepResult[] = [];
  readonly #afterwards: readonly Step[];
  #hasBegun = false;
  #outputs: Outputs | undefined;
  #serving: readonly Serving[] = [];

  constructor(order: DeployOrder, ports: DeployPorts) {
    this.#order = order;
    this.#ports = ports;
    // The update tells its outputs; to read them takes another start of the engine.
    this.#afterwards = ports.afterwards(async () => this.#outputs ?? ports.engine.outputs());
  }

  steps(): (Step | readonly Step[])[] {
    return [
      ...(this.#order.breaksStaleLock ? [breakLockStep(this.#ports.engine)] : []),
      this.#ports.preflight.checks,
      this.#update(),
      ...this.#afterwards,
      this.#seeWhatServes(),
      this.#tellPeople(),
    ];
  }

  /** Remembers what became of the steps, for what people are told. */
  get observer(): RunObserver {
    const { started, ended } = this.#ports.observer;
    return {
      started,
      ended: (result) => {
        this.#ended.push(result);
        ended(result);
      },
    };
  }

  #update(): Step {
    const { engine, targets, progress, signal } = this.#ports;
    return {
      name: `Update ${engine.stackName}`,
      run: async () => {
        if (signal.aborted) {
          const what =
            whyStopped(signal) === "deadline" ? "Its time was over" : "It was interrupted";
          throw new ReleaseError("interrupted", `${what} before anything was changed.`);
        }
        await this.#begin();
        const options = { targets, environment: this.#environment };
        const { changes, outputs } = await engine.up(options, progress, signal);
        this.#outputs = outputs;
        return describeChanges(changes);
      },
    };
  }

  /** The program joins in this run with what it records and tells. */
  get #environment(): Record<string, string> {
    return {
      ...identityVariables(this.#order.identity),
      ...notesVariable(this.#ports.preflight.findings()),
    };
  }

  async #begin(): Promise<void> {
    const notifier = await this.#ports.notifier;
    notifier?.send(deployBegins(this.#report()));
    this.#hasBegun = true;
  }

  #seeWhatServes(): Step {
    return servingStep(async () => {
      this.#serving = await this.#ports.readServing();
      return this.#serving;
    });
  }

  #tellPeople(): Step {
    return {
      name: "Tell people",
      isAlways: true,
      isOptional: true,
      run: async () => {
        const notifier = (await this.#ports.notifier) ?? (await this.#ports.openNotifier());
        notifier.send(deployEnded(this.#report()));
        const { problems } = await notifier.settle();
        return problems.length > 0 ? { warning: [...new Set(problems)].join("\n") } : undefined;
      },
    };
  }

  #report(): DeployReport {
    const { engine, preflight, services } = this.#ports;
    const { plan, exception } = preflight.findings();
    const failed = this.#ended.find(({ status }) => status === "failed");
    const isProven = this.#afterwards.every(({ name }) =>
      this.#ended.some((ended) => ended.name === name && ended.status === "succeeded"),
    );
    return {
      stack: engine.stackName,
      service: this.#order.service,
      release: plan?.release,
      identity: this.#order.identity,
      ...(exception && { exception }),
      failure: failed && { step: failed.name, reason: failed.error?.message ?? "no reason given" },
      warnings: this.#ended
        .filter(({ status }) => status === "warning")
        .map(({ name, note, error }) => `${name}: ${note ?? error?.message ?? ""}`),
      isProven,
      hasBegun: this.#hasBegun,
      serving: this.#serving,
      services,
    };
  }
}

/** What a deployment would do: the checks, and the plan they made. Changes nothing, tells nobody. */
export async function rehearse(
  { identity }: DeployOrder,
  { preflight, engine, targets, progress, signal, observer }: DeployPorts,
): Promise<RunResult & { plan: Plan }> {
  let plan: Plan = { changes: [], unchanged: 0 };
  const preview: Step = {
    name: `Preview ${engine.stackName}`,
    isAlways: true,
    async run() {
      const { onMessage } = progress;
      // The checks have planned the whole stack.
      const whole = targets.length === 0 ? preflight.findings().plan : undefined;
      const found =
        whole ?? (await engine.preview({ targets }, onMessage ? { onMessage } : {}, signal));
      plan = found.plan;
      return describeChanges(found.changes);
    },
  };
  const steps = [preflight.checks, preview];
  return { ...(await runSteps(identity.correlationId, steps, observer)), plan };
}

function breakLockStep(engine: Pick<StackEngine, "stackName" | "lock">): Step {
  return {
    name: "Break the lock of a dead update",
    async run() {
      const holder = await breakLock(engine);
      return holder === undefined ? "There is none." : `It was ${holder}.`;
    },
  };
}
