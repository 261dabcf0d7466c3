import { type EngineExit, runEngine } from "./engine-process.ts";
import type { ReleaseError } from "./release-error.ts";
import { readCommittedConfig } from "./stack-file.ts";

/** One value of a stack's configuration. */
export interface StackValue {
  /** As the program gets it: objects are JSON. Undefined where it is set and cannot be read. */
  readonly text: string | undefined;
  /** Whether it is kept encrypted. */
  readonly isSecret: boolean;
}

/** A stack's configuration, as far as it can be read. */
export interface StackValues {
  readonly stack: string;
  /** By key with its namespace: `slipway:zone`. */
  readonly values: Readonly<Record<string, StackValue>>;
  /** Why no encrypted value could be read; undefined where all were. */
  readonly secretsUnreadable?: string;
}

/**
 * Reads a stack's configuration as the engine does. Where the engine cannot decrypt it, or does not
 * know the stack, the committed file is read, which has everything but the secrets.
 * @throws ReleaseError `unknown-target`, `unreadable-stack-file`.
 */
export async function readStackValues(
  stack: string,
  projectDirectory: string,
  environment: NodeJS.ProcessEnv = process.env,
): Promise<StackValues> {
  const committed = await readCommittedValues(stack, projectDirectory);
  const options = { directory: projectDirectory, environment };
  const whole = await askEngine(["--show-secrets"], stack, options);
  if (whole.values !== undefined) return { stack, values: whole.values };
  const { values = committed.values } = await askEngine([], stack, options);
  return { stack, values, secretsUnreadable: whole.failure };
}

/**
 * Reads a stack's committed file alone.
 * @throws ReleaseError `unknown-target`, `unreadable-stack-file`.
 */
export async function readCommittedValues(
  stack: string,
  projectDirectory: string,
): Promise<StackValues> {
  const [written, typed] = await Promise.all([
    readCommittedConfig(stack, projectDirectory, "failsafe"),
    readCommittedConfig(stack, projectDirectory, "core"),
  ]);
  const values = Object.entries(written).map(([key, value]): [string, StackValue] => {
    if (typeof value === "string") return [key, { text: value, isSecret: false }];
    const json = JSON.stringify(typed[key]);
    const isSecret = json.includes('{"secure":');
    return [key, { text: isSecret ? undefined : json, isSecret }];
  });
  return {
    stack,
    values: Object.fromEntries(values),
    secretsUnreadable: "only the committed file was read",
  };
}

type Answer =
  | { readonly values: StackValues["values"]; readonly failure?: undefined }
  | { readonly values?: undefined; readonly failure: string };

/** A backend that does not answer keeps nobody longer. */
const limitMs = 60_000;

async function askEngine(
  flags: readonly string[],
  stack: string,
  options: { directory: string; environment: NodeJS.ProcessEnv },
): Promise<Answer> {
  const lines: string[] = [];
  const common = ["--json", "--non-interactive", "--color", "never", "--stack", stack];
  const exit = await runEngine(["config", ...flags, ...common], {
    ...options,
    onLine: (line) => lines.push(line),
    signal: AbortSignal.timeout(limitMs),
  }).catch((error: ReleaseError): EngineExit => ({ code: null, errorText: error.message }));
  if (exit.code !== 0) return { failure: firstLine(exit.errorText) };
  const told = JSON.parse(lines.join("\n")) as Record<string, { value?: string; secret: boolean }>;
  const values = Object.entries(told).map(([key, { value, secret }]): [string, StackValue] => [
    key,
    { text: value, isSecret: secret },
  ]);
  return { values: Object.fromEntries(values) };
}

function firstLine(errorText: string): string {
  const [first = ""] = errorText.replace(/^error: /, "").split("\n");
  return first === "" ? "the engine gave no reason" : first;
}
