import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { shownOutputs } from "./plan/shown-value.ts";

/** Where a file backend keeps what it has; undefined for all other backends. */
export function fileBackendFolder(
  backendUrl: string | undefined,
  env: NodeJS.ProcessEnv = process.env,
): string | undefined {
  if (!backendUrl?.startsWith("file://")) return undefined;
  const root = fileURLToPath(new URL(backendUrl.replace("file://~", `file://${env.HOME}`)));
  return join(root, ".pulumi");
}

/**
 * Whether an update can fail with `failed to load checkpoint: EOF`. Beside each file a file backend keeps
 * an `.attrs`, which it empties before it writes it, while the state itself is replaced at once
 * (gocloud.dev/blob/fileblob); the program reads its stack's outputs meanwhile. `?metadata=skip` leaves
 * the second file out.
 */
export function canReadHalfWritten(backendUrl: string | undefined): boolean {
  if (!backendUrl?.startsWith("file://")) return false;
  return new URLSearchParams(backendUrl.split("?")[1]).get("metadata") !== "skip";
}

const resourceSchema = z.object({
  type: z.string(),
  outputs: z.record(z.string(), z.unknown()).optional(),
});

/**
 * A state file of the engine, as observed with 3.256: the stack itself is among the resources, and
 * nothing is there before the first update.
 */
const stateSchema = z.object({
  checkpoint: z.object({
    latest: z.object({ resources: z.array(resourceSchema).optional() }).nullish(),
  }),
});

/**
 * A stack's outputs from its state file, with secrets as `[secret]`: what `pulumi stack output --json`
 * prints, without the second that it takes.
 * @returns undefined where the backend is of another kind, or the file is not as expected: then it is
 * the engine that knows. It may be writing the file just now.
 */
export async function readFileOutputs(
  backendUrl: string | undefined,
  project: string,
  name: string,
): Promise<Record<string, unknown> | undefined> {
  const folder = fileBackendFolder(backendUrl);
  if (folder === undefined) return undefined;
  try {
    const text = await readFile(join(folder, "stacks", project, `${name}.json`), "utf8");
    const { latest } = stateSchema.parse(JSON.parse(text)).checkpoint;
    const stack = latest?.resources?.find(({ type }) => type === "pulumi:pulumi:Stack");
    return shownOutputs(stack?.outputs ?? {});
  } catch {
    return undefined;
  }
}
