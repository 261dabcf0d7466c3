import { type EngineEvent, LocalWorkspace, type Stack } from "@pulumi/pulumi/automation/index.js";

/** What an update did, by the engine's own count. */
export interface UpdateSummary {
  /** Resources by operation: `{create: 41, same: 2}`. */
  changes: Record<string, number>;
  /** Stack outputs; secrets are `[secret]`. */
  outputs: Record<string, unknown>;
}

export interface UpdateProgress {
  /** One operation on a resource has ended. */
  onResource?(operation: string, urn: string, isFailed: boolean): void;
  /** A diagnostic of the program or a provider; text without colours. */
  onMessage?(severity: string, text: string): void;
}

/** The project's one way to the Pulumi engine from code: the Automation API over a checkout. */
export class StackEngine {
  readonly #stack: Stack;

  private constructor(stack: Stack) {
    this.#stack = stack;
  }

  /**
   * Opens an existing stack. `pulumi` is looked up on PATH of this process.
   * @param environment variables for the engine and the program, beside this process's own.
   */
  static async open(
    stackName: string,
    projectDirectory: string,
    environment: Record<string, string>,
  ): Promise<StackEngine> {
    const stack = await LocalWorkspace.selectStack(
      { stackName, workDir: projectDirectory },
      { envVars: environment },
    );
    return new StackEngine(stack);
  }

  /** `pulumi up` without a preview of its own. @throws with the engine's diagnostics. */
  async up(progress: UpdateProgress = {}, signal?: AbortSignal): Promise<UpdateSummary> {
    const result = await this.#stack.up({
      color: "never",
      suppressProgress: true,
      onEvent: (event) => report(event, progress),
      ...(signal ? { signal } : {}),
    });
    const outputs = Object.entries(result.outputs).map(
      ([key, { value, secret }]) => [key, secret ? "[secret]" : value] as const,
    );
    return {
      changes: result.summary.resourceChanges ?? {},
      outputs: Object.fromEntries(outputs),
    };
  }
}

function report(event: EngineEvent, progress: UpdateProgress): void {
  if (event.resOutputsEvent) {
    const { op, urn } = event.resOutputsEvent.metadata;
    progress.onResource?.(op, urn, false);
  } else if (event.resOpFailedEvent) {
    const { op, urn } = event.resOpFailedEvent.metadata;
    progress.onResource?.(op, urn, true);
  } else if (event.diagnosticEvent && !event.diagnosticEvent.ephemeral) {
    progress.onMessage?.(event.diagnosticEvent.severity, event.diagnosticEvent.message.trim());
  }
}
