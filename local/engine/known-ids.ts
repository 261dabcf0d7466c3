import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";

/** What is read of the engine's state files, version 3. */
const stateSchema = z.object({
  checkpoint: z.object({
    latest: z
      .object({
        resources: z.array(z.object({ urn: z.string(), id: z.string().optional() })).nullish(),
      })
      .nullish(),
  }),
});

/**
 * The ids under which the engine's state has a resource: none where it has not heard of any, two
 * while one replaces the other.
 *
 * @param backendDirectory the folder of a file backend.
 * @returns undefined where that folder has no such stack, or its state cannot be read.
 */
export function knownIds(backendDirectory: string, urn: string): ReadonlySet<string> | undefined {
  const [scheme = "", project = ""] = urn.split("::");
  const stack = scheme.slice(scheme.lastIndexOf(":") + 1);
  const state = readState(join(backendDirectory, ".pulumi", "stacks", project, `${stack}.json`));
  if (state === undefined) return undefined;
  const resources = state.checkpoint.latest?.resources ?? [];
  return new Set(resources.flatMap((each) => (each.urn === urn && each.id ? [each.id] : [])));
}

function readState(path: string): z.infer<typeof stateSchema> | undefined {
  try {
    return stateSchema.safeParse(JSON.parse(readFileSync(path, "utf8"))).data;
  } catch {
    return undefined;
  }
}
