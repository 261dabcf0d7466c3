import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { parse } from "yaml";
import { z } from "zod";
import { ReleaseError } from "./release-error.ts";
import { deployWindowSchema } from "./window-schema.ts";

const text = z.string({ error: "a text" });

const stackFileSchema = z.object({
  accountId: text,
  zone: text,
  githubOwner: text,
  githubRepository: text,
  deployWindow: deployWindowSchema,
  /** The stack that must run a release before this one may. */
  promotedFrom: text.exactOptional(),
});

/** What a stack's committed file says that is needed before its program runs. */
export type StackFile = z.infer<typeof stackFileSchema>;

/** The stacks of a project, those with a committed file, in the order of their names. */
export async function stacksOf(projectDirectory: string): Promise<readonly string[]> {
  const names = await readdir(projectDirectory);
  return names.flatMap((name) => /^Pulumi\.(.+)\.yaml$/.exec(name)?.[1] ?? []).sort();
}

/**
 * Reads a stack's committed file. The program itself checks all of the configuration; this reads what
 * must be known without running it.
 * @throws ReleaseError `unknown-target`, `unreadable-stack-file`.
 */
export function readStackFile(stack: string, projectDirectory: string): Promise<StackFile> {
  return readStackKeys(stack, projectDirectory, stackFileSchema);
}

/**
 * Reads some keys of a stack's committed file. Errors of the schema read on from "must be".
 * @throws ReleaseError `unknown-target`, `unreadable-stack-file`.
 */
export async function readStackKeys<Keys>(
  stack: string,
  projectDirectory: string,
  schema: z.ZodType<Keys>,
): Promise<Keys> {
  const config = await readCommittedConfig(stack, projectDirectory, "failsafe");
  const own = Object.entries(config).filter(([key]) => key.startsWith("slipway:"));
  const parsed = schema.safeParse(
    Object.fromEntries(own.map(([key, value]) => [key.slice("slipway:".length), value])),
  );
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(
    ({ path, message }) => `slipway:${path.join(".")} must be ${message}`,
  );
  throw unreadable(`Pulumi.${stack}.yaml`, problems.join("; "));
}

/**
 * The configuration in a stack's committed file, by key with its namespace.
 * @param schema of YAML; with `failsafe` every value is the text it is written as, so that no account
 * id becomes a number.
 * @throws ReleaseError `unknown-target`, `unreadable-stack-file`.
 */
export async function readCommittedConfig(
  stack: string,
  projectDirectory: string,
  schema: "core" | "failsafe",
): Promise<Record<string, unknown>> {
  const name = `Pulumi.${stack}.yaml`;
  const text = await readFile(join(projectDirectory, name), "utf8").catch(() => undefined);
  if (text === undefined) throw await unknownStack(stack, projectDirectory);
  try {
    const file: { config?: Record<string, unknown> } | null = parse(text, { schema });
    return file?.config ?? {};
  } catch (error) {
    throw unreadable(name, error instanceof Error ? error.message.trim() : String(error));
  }
}

/** Refuses names that are no stack's, before anybody is asked about one. @throws ReleaseError `unknown-target` */
export async function requireStacks(
  named: readonly string[],
  projectDirectory: string,
): Promise<void> {
  const stacks = await stacksOf(projectDirectory);
  const unknown = named.find((stack) => !stacks.includes(stack));
  if (unknown !== undefined) throw await unknownStack(unknown, projectDirectory);
}

async function unknownStack(stack: string, projectDirectory: string): Promise<ReleaseError> {
  const message = `There is no stack ${stack}: Pulumi.${stack}.yaml is missing.`;
  const hint = `Stacks: ${(await stacksOf(projectDirectory)).join(", ")}.`;
  return new ReleaseError("unknown-target", message, { hint });
}

function unreadable(name: string, problem: string): ReleaseError {
  return new ReleaseError("unreadable-stack-file", `${name} cannot be used: ${problem}.`, {
    hint: "Correct it; a preview checks all of it: pulumi preview -s <stack>.",
  });
}
