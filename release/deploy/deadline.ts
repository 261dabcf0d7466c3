import { z } from "zod";
import { bakeMinutes } from "../rollout/deadline.ts";
import type { Services } from "../service.ts";
import { readStackKeys } from "../stack-file.ts";

const rule = "an object with steps and bakeSeconds";
const schema = z.object({
  rollout: z.object(
    { steps: z.array(z.unknown(), { error: rule }), bakeSeconds: z.coerce.number({ error: rule }) },
    { error: rule },
  ),
});

/** Leaves two of a quarter of an hour: the engine may need one to stop, the rest is told. */
const usualMinutes = 13;
/** What a deployment has beside its bakes where they are long. */
const graceMinutes = 10;

/**
 * How long the checks and the update of a deployment may take, in milliseconds, where nobody says
 * otherwise: what the bakes of its Workers need, as if one had to wait for another.
 * @throws ReleaseError `unknown-target`, `unreadable-stack-file`.
 */
export async function deployDeadlineMs(
  stack: string,
  projectDirectory: string,
  services: Services,
): Promise<number> {
  const { rollout } = await readStackKeys(stack, projectDirectory, schema);
  const { length: workers } = Object.values(services).flatMap((each) => each.workers);
  const needed = workers * bakeMinutes(rollout) + graceMinutes;
  return Math.max(usualMinutes, needed) * 60_000;
}
