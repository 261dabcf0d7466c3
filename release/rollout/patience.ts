import { isRefusal } from "./cloudflare-api.ts";
import type { Clock } from "./run.ts";

/** How many calls in a row may fail before a rollout gives up: it does not know then what serves. */
const allowedFailures = 3;

export interface Pauses {
  readonly clock: Clock;
  readonly pauseMs: number;
  /** Where aborted, there is no other attempt. */
  readonly signal: AbortSignal;
  report(line: string): void;
}

/**
 * Calls the API until it answers, at most four times. A refusal is an answer. While nobody can change
 * the traffic it stays as it is, so nothing is lost by waiting.
 * @throws what the last attempt threw.
 */
export async function holdOn<Answer>(
  attempt: () => Promise<Answer>,
  { clock, pauseMs, signal, report }: Pauses,
): Promise<Answer> {
  for (let failures = 1; ; failures++) {
    try {
      return await attempt();
    } catch (error) {
      if (failures > allowedFailures || signal.aborted || isRefusal(error)) throw error;
      report(`Cloudflare's API fails (${messageOf(error)}): holding.`);
      await clock.wait(pauseMs, signal);
    }
  }
}

/**
 * Calls the API until it answers or the time is over.
 * @throws what the last attempt threw.
 */
export async function insist<Answer>(
  attempt: () => Promise<Answer>,
  { clock, deadline }: { readonly clock: Clock; readonly deadline: number },
): Promise<Answer> {
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (isRefusal(error) || clock.now() >= deadline) throw error;
      await clock.wait(1000, new AbortController().signal);
    }
  }
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
