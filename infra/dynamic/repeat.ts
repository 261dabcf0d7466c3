import { setTimeout as delay } from "node:timers/promises";
import { isRefusal } from "../../release/rollout.ts";

/** Waits between attempts; tests need not. */
export type Pause = (milliseconds: number) => Promise<unknown>;

const attempts = 4;

/** Asks again after a fault of the server or the network, 1, 2 and 4 s later, for what may happen twice. */
export async function repeat<Answer>(
  ask: () => Promise<Answer>,
  pause: Pause = delay,
): Promise<Answer> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await ask();
    } catch (error) {
      if (attempt === attempts || isRefusal(error)) throw error;
      await pause(500 * 2 ** attempt);
    }
  }
}
