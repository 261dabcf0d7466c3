import type { StackEngine } from "./engine.ts";
import { ReleaseError } from "./release-error.ts";
import { breakStaleLock, describeLock } from "./update-lock.ts";

/**
 * Removes the lock that a killed update of this machine has left, and never one that may be held.
 * @returns whose it was; undefined where there is none.
 * @throws ReleaseError `locked` where its process runs, or cannot be looked at from here.
 */
export async function breakLock(
  engine: Pick<StackEngine, "stackName" | "lock">,
): Promise<string | undefined> {
  const lock = await engine.lock();
  if (lock === undefined) return undefined;
  if (await breakStaleLock(lock)) return describeLock(lock);
  throw new ReleaseError(
    "locked",
    `The lock of ${engine.stackName} is not broken: ${describeLock(lock)} may still work.`,
    { hint: "On its own machine it can be seen whether it runs. If nothing does: pulumi cancel." },
  );
}
