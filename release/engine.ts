import { EngineEvents, type EngineReport, type UpdateProgress } from "./engine-events.ts";
import { runEngine } from "./engine-process.ts";
import { readFileOutputs } from "./file-backend.ts";
import { ReleaseError } from "./release-error.ts";
import { whyStopped } from "./rollout/deadline.ts";
import type { StackValues } from "./stack-values.ts";
import {
  describeLock,
  isLockRefusal,
  isStale,
  lockInRefusal,
  readLocks,
  type UpdateLock,
} from "./update-lock.ts";

export type { EngineReport, UpdateProgress } from "./engine-events.ts";

export interface UpdateOptions {
  /** URNs; all other resources stay as they are. */
  readonly targets?: readonly string[];
  /** URNs of what is made anew although nothing of it differs. */
  readonly replacements?: readonly string[];
  /** Whether what depends on the targets may follow them. */
  readonly includesDependents?: boolean;
  /** Compares with what the vendors say, not with the state alone. */
  readonly refresh?: boolean;
  /** One resource that fails does not keep those from being done that have nothing to do with it. */
  readonly continuesOnError?: boolean;
  /** For this run alone, beside the engine's own environment. */
  readonly environment?: Readonly<Record<string, string>>;
}

/** What the vendors say of everything in a state. */
export interface RefreshPreview {
  /** The engine's events in their order, as it streams them. */
  readonly events: readonly unknown[];
  /** Why it did not come to its end; the events are then those up to there. */
  readonly failure?: ReleaseError;
}

/** A resource as the state has it, as far as anybody here needs it. */
export interface StateResource {
  readonly urn: string;
  /** `cloudflare:index/workersDeployment:WorkersDeployment` */
  readonly type: string;
  readonly inputs?: Readonly<Record<string, unknown>>;
}

/** The project as the engine calls it; `name` in Pulumi.yaml. */
export const projectName = "slipway";

/**
 * The project's one way to the Pulumi engine from code: its command line over a checkout, read as
 * the events that it streams.
 * @see docs/decisions/engine-by-command.md
 */
export class StackEngine {
  readonly stackName: string;
  readonly #directory: string;
  readonly #environment: NodeJS.ProcessEnv;

  private constructor(stackName: string, directory: string, environment: NodeJS.ProcessEnv) {
    this.stackName = stackName;
    this.#directory = directory;
    this.#environment = environment;
  }

  /**
   * An existing stack. Nothing runs yet, so a stack that is missing is refused by the first call.
   * @param environment variables for the engine and the program, beside this process's own; `pulumi`
   * is looked up on its PATH.
   */
  static open(
    stackName: string,
    projectDirectory: string,
    environment: Readonly<Record<string, string>> = {},
  ): StackEngine {
    return new StackEngine(stackName, projectDirectory, { ...process.env, ...environment });
  }

  /**
   * `pulumi up` without a preview of its own.
   * @param signal interrupts it as Ctrl-C does: what has begun is ended, a rollout goes back.
   * @throws ReleaseError `locked`, `interrupted`, `update-failed` with the engine's diagnostics.
   */
  up(
    options: UpdateOptions = {},
    progress: UpdateProgress = {},
    signal?: AbortSignal,
  ): Promise<EngineReport> {
    const args = ["up", "--yes", "--skip-preview", ...targetArguments(options)];
    return this.#run(args, options.environment ?? {}, progress, signal);
  }

  /** `pulumi preview`: changes nothing. @throws as `up`. */
  preview(
    options: UpdateOptions = {},
    progress: UpdateProgress = {},
    signal?: AbortSignal,
  ): Promise<EngineReport> {
    const args = ["preview", ...targetArguments(options)];
    return this.#run(args, { ...options.environment, ...streamingPreview }, progress, signal);
  }

  /** `pulumi refresh --preview-only`: runs no program and changes nothing. */
  async refreshPreview(signal?: AbortSignal): Promise<RefreshPreview> {
    const documents: unknown[] = [];
    const events = new EngineEvents({});
    const args = ["refresh", "--preview-only", "--json", ...this.#commonArguments];
    const { code, errorText } = await runEngine(args, {
      directory: this.#directory,
      environment: { ...this.#environment, ...streamingPreview },
      onLine: (line) => {
        events.read(line);
        documents.push(...parseDocument(line));
      },
      signal,
    });
    if (code === 0) return { events: documents };
    return { events: documents, failure: this.#failure(events.report, errorText) };
  }

  /**
   * The stack's outputs, empty before the first update.
   * @param options.showSecrets without it a secret is `[secret]`, which needs no passphrase.
   */
  async outputs({ showSecrets = false } = {}): Promise<Record<string, unknown>> {
    const { PULUMI_BACKEND_URL: backend } = this.#environment;
    const inFile = showSecrets
      ? undefined
      : await readFileOutputs(backend, projectName, this.stackName);
    if (inFile !== undefined) return inFile;
    const secrets = showSecrets ? ["--show-secrets"] : [];
    const text = await this.#read(["stack", "output", "--json", ...secrets]);
    return JSON.parse(text) as Record<string, unknown>;
  }

  /**
   * The stack's configuration, by key with its namespace.
   * @param options.showSecrets without it a secret has no text, and no passphrase is needed.
   */
  async configuration({
    showSecrets = false,
    signal,
  }: {
    showSecrets?: boolean;
    signal?: AbortSignal;
  } = {}): Promise<StackValues["values"]> {
    const secrets = showSecrets ? ["--show-secrets"] : [];
    const text = await this.#read(["config", ...secrets, "--json"], signal);
    const told = JSON.parse(text) as Record<string, { value?: string; secret: boolean }>;
    const values = Object.entries(told).map(
      ([key, { value, secret }]) => [key, { text: value, isSecret: secret }] as const,
    );
    return Object.fromEntries(values);
  }

  /** What the stack's state holds; secrets stay encrypted. */
  async resources(): Promise<readonly StateResource[]> {
    const text = await this.#read(["stack", "export"]);
    const { deployment } = JSON.parse(text) as {
      deployment: { resources?: readonly StateResource[] } | null;
    };
    return deployment?.resources ?? [];
  }

  /** The update that keeps others out, where a file backend knows of one. */
  async lock(): Promise<UpdateLock | undefined> {
    const [oldest] = await readLocks(
      this.#environment.PULUMI_BACKEND_URL,
      projectName,
      this.stackName,
    );
    return oldest;
  }

  /** @returns what a command prints, where it only reads. */
  async #read(args: readonly string[], signal?: AbortSignal): Promise<string> {
    const lines: string[] = [];
    const { code, errorText } = await runEngine([...args, ...this.#commonArguments], {
      directory: this.#directory,
      environment: this.#environment,
      onLine: (line) => lines.push(line),
      signal,
    });
    if (code !== 0)
      throw this.#failure(
        { changes: {}, plan: { changes: [], unchanged: 0 }, errors: [], warnings: [] },
        errorText,
      );
    return lines.join("\n");
  }

  get #commonArguments(): string[] {
    return ["--stack", this.stackName, "--non-interactive", "--color", "never"];
  }

  async #run(
    args: readonly string[],
    environment: Readonly<Record<string, string>>,
    progress: UpdateProgress,
    signal: AbortSignal | undefined,
  ): Promise<EngineReport> {
    const events = new EngineEvents(progress);
    const { code, errorText } = await runEngine([...args, "--json", ...this.#commonArguments], {
      directory: this.#directory,
      environment: { ...this.#environment, ...environment },
      onLine: events.read,
      signal,
    });
    if (code === 0) return events.report;
    if (signal?.aborted) throw this.#interruption(signal);
    throw this.#failure(events.report, errorText);
  }

  #interruption(signal: AbortSignal): ReleaseError {
    const why =
      whyStopped(signal) === "deadline" ? "took too long and was stopped" : "was interrupted";
    return new ReleaseError("interrupted", `The update of ${this.stackName} ${why}.`, {
      hint: "What was not begun is not done. Run the same command again to go on.",
    });
  }

  #failure({ errors }: EngineReport, errorText: string): ReleaseError {
    if (isLockRefusal(errorText)) return lockedOut(this.stackName, lockInRefusal(errorText));
    const reasons = errors.length > 0 ? errors.join("\n") : errorText.replace(/^error: /, "");
    return new ReleaseError("update-failed", reasons || "The engine gave no reason.");
  }
}

/** Without it, a preview with `--json` is silent until its end. */
const streamingPreview = { PULUMI_ENABLE_STREAMING_JSON_PREVIEW: "true" };

/** None for a line that is no JSON: a plugin may have written it. */
function parseDocument(line: string): unknown[] {
  try {
    return [JSON.parse(line)];
  } catch {
    return [];
  }
}

/** The refusal of an update while another one goes on, or was killed. */
export function lockedOut(stackName: string, lock: UpdateLock | undefined): ReleaseError {
  const holder = lock === undefined ? "" : `: ${describeLock(lock)}`;
  if (lock !== undefined && isStale(lock)) {
    const message = `Stack ${stackName} is locked by an update that was killed${holder}.`;
    return new ReleaseError("locked", message, {
      hint: "That process is gone. Break its lock: add --break-stale-lock.",
    });
  }
  const message = `Stack ${stackName} is being updated by somebody else${holder}.`;
  return new ReleaseError("locked", message, { hint: "Wait for it to end, then run this again." });
}

function targetArguments(options: UpdateOptions): string[] {
  const { targets = [], replacements = [], includesDependents } = options;
  return [
    ...(options.refresh ? ["--refresh"] : []),
    ...(options.continuesOnError ? ["--continue-on-error"] : []),
    ...targets.flatMap((urn) => ["--target", urn]),
    ...replacements.flatMap((urn) => ["--target-replace", urn]),
    ...(includesDependents ? ["--target-dependents"] : []),
  ];
}
