import { z } from "zod";

const notesSchema = z.object({
  /** The exception from the rules under which it was begun. */
  exception: z
    .object({
      kind: z.enum(["emergency", "window-override"]),
      skipped: z.array(z.enum(["window", "staging-first"])).readonly(),
      by: z.string(),
      approver: z.string().exactOptional(),
      reason: z.string(),
    })
    .exactOptional(),
  /** What the databases can be brought back to. */
  bookmarks: z
    .array(z.object({ databaseId: z.string(), databaseName: z.string(), bookmark: z.string() }))
    .readonly()
    .exactOptional(),
});

/** What is known before a deployment that its records should have: they are written by the program. */
export type DeploymentNotes = z.infer<typeof notesSchema>;

const variable = "SLIPWAY_DEPLOYMENT_NOTES";

/** The variable by which a deployment hands its notes to the program. */
export function notesVariable(notes: DeploymentNotes): Record<string, string> {
  return { [variable]: JSON.stringify(notesSchema.parse(notes)) };
}

/** No notes where the program was started in another way, or by something that wrote them otherwise. */
export function deploymentNotes(env: NodeJS.ProcessEnv = process.env): DeploymentNotes {
  try {
    return notesSchema.parse(JSON.parse(env[variable] || "{}"));
  } catch {
    return {};
  }
}
