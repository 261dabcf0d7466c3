import { drainOutbox } from "../events/outbox.ts";
import type { Job } from "../job.ts";
import { deleteProcessedBefore } from "../store/events.ts";
import { updateAlerts } from "./alert.ts";
import { reportHealth } from "./health.ts";
import { runSelfCheck, type SelfFetch } from "./self-check.ts";

/** Longer than a queue keeps a message: by then no event can come again. */
const eventRetentionMs = 30 * 24 * 60 * 60_000;

/** The cron's work: the health check first, then the events' housekeeping. Never throws. */
export async function runScheduled(job: Job, selfFetch: SelfFetch): Promise<void> {
  await checkAndAlert(job, selfFetch);
  await keepHouse(job);
}

async function checkAndAlert(job: Job, selfFetch: SelfFetch): Promise<void> {
  const { env, runtime, log } = job;
  const results = await runSelfCheck(selfFetch, () => reportHealth(env, runtime.now, log));
  const details = Object.fromEntries(results.map(({ name, problem }) => [name, problem ?? "ok"]));
  const isWell = results.every(({ problem }) => problem === undefined);
  if (isWell) log.info("health check passed", { details });
  else log.error("health check failed", { details });
  await updateAlerts(results, job);
}

async function keepHouse({ env, runtime, log }: Job): Promise<void> {
  const now = runtime.now();
  try {
    const sent = await drainOutbox(env, now);
    const forgotten = await deleteProcessedBefore(env.DB, now - eventRetentionMs);
    if (sent + forgotten > 0) log.info("events kept in order", { details: { sent, forgotten } });
  } catch (error) {
    log.error("housekeeping failed", { error });
  }
}
