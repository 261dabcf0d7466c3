import { ReleaseError } from "../release-error.ts";
import { isRefusal } from "../rollout/cloudflare-api.ts";
import type { Probe } from "../rollout/probe.ts";
import type { Clock } from "../rollout/run.ts";
import { shortId } from "../rollout/traffic.ts";
import type { ServiceWorker } from "../service.ts";

export interface OutageOptions {
  readonly workers: readonly ServiceWorker[];
  readonly probeOf: (worker: ServiceWorker) => Probe;
  readonly clock: Clock;
  readonly say: (line: string) => void;
}

/** So long nothing is said: most calls that are late come. */
const silenceMs = 3000;
const pauseMs = 5000;
const limitMinutes = 15;

/**
 * Asks Cloudflare until it answers, for 15 minutes. That it does not is said after three seconds, with who
 * answers users meanwhile, by their answers: those who know it otherwise are down.
 * @throws what the last attempt threw, and a refusal at once.
 */
export async function throughOutage<Answer>(
  ask: () => Promise<Answer>,
  options: OutageOptions,
): Promise<Answer> {
  const { clock, say } = options;
  const deadline = clock.now() + limitMinutes * 60_000;
  let isTold = false;
  const tell = async (problem: string) => {
    if (isTold) return;
    isTold = true;
    await describeOutage(problem, options);
  };
  for (;;) {
    const answered = new AbortController();
    // Not waited for: an answer that comes meanwhile moves the traffic.
    void clock.wait(silenceMs, answered.signal).then(async () => {
      if (!answered.signal.aborted) await tell("Cloudflare's API does not answer.");
    });
    try {
      const answer = await ask().finally(() => answered.abort());
      if (isTold) say("Cloudflare's API answers again.");
      return answer;
    } catch (error) {
      if (!isOutage(error) || clock.now() >= deadline) throw error;
      await tell((error as ReleaseError).message);
      await clock.wait(pauseMs, new AbortController().signal);
    }
  }
}

function isOutage(error: unknown): boolean {
  if (!(error instanceof ReleaseError) || error.code !== "vendor") return false;
  return !isRefusal(error.cause);
}

async function describeOutage(problem: string, { workers, probeOf, say }: OutageOptions) {
  say(problem);
  const lines = await Promise.all(workers.map((worker) => describeAnswer(worker, probeOf(worker))));
  for (const line of lines) say(`  ${line}`);
  say(`It is asked every ${pauseMs / 1000} s for ${limitMinutes} min; Ctrl-C changes nothing.`);
  say("Meanwhile: https://www.cloudflarestatus.com. Writes can be switched off by a key in KV.");
}

async function describeAnswer(
  { scriptName, checks }: ServiceWorker,
  probe: Probe,
): Promise<string> {
  const proof = checks.find(({ versionField }) => versionField !== undefined);
  if (proof === undefined) return `${scriptName} does not say which version answers.`;
  const { answeredBy, problem } = await probe(proof);
  if (answeredBy !== undefined)
    return `${scriptName} answers users by version ${shortId(answeredBy)}.`;
  return `${scriptName} does not answer users: ${problem ?? "no version"}.`;
}
