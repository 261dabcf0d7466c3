import { z } from "zod";
import { type Plan, PlanReader, stepSchema } from "./plan/planned-change.ts";
import { shownOutputs } from "./plan/shown-value.ts";

/** Told while the engine works. */
export interface UpdateProgress {
  /** The program declares a resource, changed or not; secrets among its inputs are masked. */
  onDeclared?(urn: string, inputs: Readonly<Record<string, unknown>>): void;
  /** An operation on a resource has ended. */
  onResource?(operation: string, urn: string, isFailed: boolean): void;
  /** A line of the program or a provider, without colours; `info`, `warning` or `error`. */
  onMessage?(severity: string, text: string): void;
}

/** What a run of the engine told. */
export interface EngineReport {
  /** Resources by operation: `{create: 41, same: 2}`. */
  readonly changes: Readonly<Record<string, number>>;
  /** What it did or would do, resource by resource. */
  readonly plan: Plan;
  readonly errors: readonly string[];
  /** What the program and its providers warned of, as often as they did. */
  readonly warnings: readonly string[];
  /** What the stack tells of itself then, a secret as `[secret]`; absent where it did not come to that. */
  readonly outputs?: Readonly<Record<string, unknown>>;
}

const ended = z
  .object({ metadata: stepSchema.pick({ op: true, urn: true, new: true }) })
  .optional();

/** @see https://www.pulumi.com/docs/reference/pkg/nodejs/pulumi/pulumi/automation/events/ */
const eventSchema = z.object({
  resourcePreEvent: z.object({ metadata: stepSchema }).optional(),
  resOutputsEvent: ended,
  resOpFailedEvent: ended,
  diagnosticEvent: z
    .object({ severity: z.string(), message: z.string(), ephemeral: z.boolean().optional() })
    .optional(),
  summaryEvent: z
    .object({ resourceChanges: z.record(z.string(), z.number()).nullish() })
    .optional(),
});

type EngineEvent = z.infer<typeof eventSchema>;
type StepEnd = NonNullable<EngineEvent["resOutputsEvent"]>["metadata"];

/** Reads the engine's events, one JSON document per line, and passes on what people want to see. */
export class EngineEvents {
  readonly #progress: UpdateProgress;
  #changes: Record<string, number> = {};
  readonly #plan = new PlanReader();
  readonly #errors: string[] = [];
  readonly #warnings: string[] = [];
  #outputs: Readonly<Record<string, unknown>> | undefined;

  constructor(progress: UpdateProgress) {
    this.#progress = progress;
  }

  /** Lines that are no event are left out: a plugin may have written them. */
  readonly read = (line: string): void => {
    const event = parseEvent(line);
    if (event === undefined) return;
    this.#readResource(event);
    this.#readDiagnostic(event);
    if (event.summaryEvent) this.#changes = event.summaryEvent.resourceChanges ?? {};
  };

  get report(): EngineReport {
    return {
      changes: this.#changes,
      plan: this.#plan.plan,
      errors: this.#errors,
      warnings: this.#warnings,
      ...(this.#outputs && { outputs: this.#outputs }),
    };
  }

  #readResource({ resourcePreEvent, resOutputsEvent, resOpFailedEvent }: EngineEvent): void {
    if (resourcePreEvent) {
      const { urn, new: declared } = resourcePreEvent.metadata;
      if (declared?.inputs) this.#progress.onDeclared?.(urn, declared.inputs);
      this.#plan.read(resourcePreEvent.metadata);
    }
    const ended = resOutputsEvent ?? resOpFailedEvent;
    if (ended) {
      const { op, urn } = ended.metadata;
      this.#progress.onResource?.(op, urn, resOpFailedEvent !== undefined);
    }
    if (resOutputsEvent) this.#readOutputs(resOutputsEvent.metadata);
  }

  #readOutputs({ urn, new: now }: StepEnd): void {
    if (!now?.outputs || !urn.includes("::pulumi:pulumi:Stack::")) return;
    this.#outputs = shownOutputs(now.outputs);
  }

  /** The engine's own debugging is left out: what plugins answer is in it, secrets included. */
  #readDiagnostic({ diagnosticEvent }: EngineEvent): void {
    if (!diagnosticEvent || diagnosticEvent.ephemeral) return;
    if (diagnosticEvent.severity === "debug") return;
    const severity = diagnosticEvent.severity === "info#err" ? "info" : diagnosticEvent.severity;
    const text = diagnosticEvent.message.trim();
    if (text === "") return;
    if (severity === "error") this.#errors.push(text);
    if (severity === "warning") this.#warnings.push(text);
    this.#progress.onMessage?.(severity, text);
  }
}

function parseEvent(line: string): EngineEvent | undefined {
  try {
    return eventSchema.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined;
  }
}
