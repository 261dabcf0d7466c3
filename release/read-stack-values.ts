import { StackEngine } from "./engine.ts";
import type { ReleaseError } from "./release-error.ts";
import { readCommittedValues, type StackValues } from "./stack-values.ts";

/**
 * Reads a stack's configuration as the engine does. Where the engine cannot decrypt it, or does not
 * know the stack, the committed file is read, which has everything but the secrets.
 * @throws ReleaseError `unknown-target`, `unreadable-stack-file`.
 */
export async function readStackValues(
  stack: string,
  projectDirectory: string,
  environment: Readonly<Record<string, string>> = {},
): Promise<StackValues> {
  const committed = await readCommittedValues(stack, projectDirectory);
  const engine = StackEngine.open(stack, projectDirectory, environment);
  const whole = await ask(engine, true);
  if (whole.values !== undefined) return { stack, values: whole.values };
  const { values = committed.values } = await ask(engine, false);
  return { stack, values, secretsUnreadable: whole.failure };
}

type Answer =
  | { readonly values: StackValues["values"]; readonly failure?: undefined }
  | { readonly values?: undefined; readonly failure: string };

/** A backend that does not answer keeps nobody longer. */
const limitMs = 60_000;

async function ask(engine: StackEngine, showSecrets: boolean): Promise<Answer> {
  try {
    const signal = AbortSignal.timeout(limitMs);
    return { values: await engine.configuration({ showSecrets, signal }) };
  } catch (error) {
    const [firstLine = ""] = (error as ReleaseError).message.split("\n");
    return { failure: firstLine.replace(/\.$/, "") };
  }
}
