import { z } from "zod";

/** Told while the engine works. */
export interface UpdateProgress {
  /** The program declares a resource, changed or not; secrets among its inputs are masked. */
  onDeclared?(urn: string, inputs: Readonly<Record<string, unknown>>): void;
  /** An operation on a resource has ended. */
  onResource?(operation: string, urn: string, isFailed: boolean): void;
  /** A line of the program or a provider, without colours; `info`, `warning` or `error`. */
  onMessage?(severity: string, text: string): void;
}

/** One thing the engine does or would do, beyond leaving a resource as it is. */
export interface PlannedStep {
  /** `create`, `update`, `replace`, `delete` … */
  readonly operation: string;
  readonly urn: string;
  /** Properties that differ. */
  readonly differences: readonly string[];
}

/** What a run of the engine told. */
export interface EngineReport {
  /** Resources by operation: `{create: 41, same: 2}`. */
  readonly changes: Readonly<Record<string, number>>;
  readonly steps: readonly PlannedStep[];
  readonly errors: readonly string[];
}

const metadata = z.object({
  op: z.string(),
  urn: z.string(),
  diffs: z.array(z.string()).nullish(),
  new: z.object({ inputs: z.record(z.string(), z.unknown()).nullish() }).nullish(),
});

/** @see https://www.pulumi.com/docs/reference/pkg/nodejs/pulumi/pulumi/automation/events/ */
const eventSchema = z.object({
  resourcePreEvent: z.object({ metadata }).optional(),
  resOutputsEvent: z.object({ metadata }).optional(),
  resOpFailedEvent: z.object({ metadata }).optional(),
  diagnosticEvent: z
    .object({ severity: z.string(), message: z.string(), ephemeral: z.boolean().optional() })
    .optional(),
  summaryEvent: z
    .object({ resourceChanges: z.record(z.string(), z.number()).nullish() })
    .optional(),
});

type EngineEvent = z.infer<typeof eventSchema>;

/** Operations that change nothing. */
const quietOperations = new Set(["same", "read", "refresh"]);

/** Reads the engine's events, one JSON document per line, and passes on what people want to see. */
export class EngineEvents {
  readonly #progress: UpdateProgress;
  #changes: Record<string, number> = {};
  readonly #steps: PlannedStep[] = [];
  readonly #errors: string[] = [];

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
    return { changes: this.#changes, steps: this.#steps, errors: this.#errors };
  }

  #readResource({ resourcePreEvent, resOutputsEvent, resOpFailedEvent }: EngineEvent): void {
    if (resourcePreEvent) {
      const { op: operation, urn, diffs, new: declared } = resourcePreEvent.metadata;
      if (declared?.inputs) this.#progress.onDeclared?.(urn, declared.inputs);
      if (quietOperations.has(operation)) return;
      this.#steps.push({ operation, urn, differences: diffs ?? [] });
    }
    const ended = resOutputsEvent ?? resOpFailedEvent;
    if (ended) {
      const { op, urn } = ended.metadata;
      this.#progress.onResource?.(op, urn, resOpFailedEvent !== undefined);
    }
  }

  /** The engine's own debugging is left out: what plugins answer is in it, secrets included. */
  #readDiagnostic({ diagnosticEvent }: EngineEvent): void {
    if (!diagnosticEvent || diagnosticEvent.ephemeral) return;
    if (diagnosticEvent.severity === "debug") return;
    const severity = diagnosticEvent.severity === "info#err" ? "info" : diagnosticEvent.severity;
    const text = diagnosticEvent.message.trim();
    if (text === "") return;
    if (severity === "error") this.#errors.push(text);
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
