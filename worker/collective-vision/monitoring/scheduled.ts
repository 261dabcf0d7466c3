import type { Logger } from "../../kit/log.ts";
import type { Runtime } from "../../kit/runtime.ts";
import type { Env } from "../env.ts";
import { drainOutbox } from "../events/outbox.ts";
import { deleteProcessedBefore } from "../store/events.ts";
import { updateAlerts } from "./alert.ts";
import { reportHealth } from "./health.ts";
import { runSelfCheck, type SelfFetch } from "./self-check.ts";

/** Longer than a queue keeps a message: by then no event can come again. */
const eventRetentionMs = 30 * 24 * 60 * 60_000;

/** The cron's work: the health check first, then the events' housekeeping. Never throws. */
export async function runScheduled(
  env: Env,
  runtime: Runtime,
  log: Logger,
  selfFetch: SelfFetch,
): Promise<void> {
  await checkAndAlert(env, runtime, log, selfFetch);
  await keepHouse(env, runtime.now(), log);
}

async function checkAndAlert(
  env: Env,
  runtime: Runtime,
  log: Logger,
  selfFetch: SelfFetch,
): Promise<void> {
  const results = await runSelfCheck(selfFetch, () => reportHealth(env, runtime.now, log));
  const details = Object.fromEntries(results.map(({ name, problem }) => [name, problem ?? "ok"]));
  const isWell = results.every(({ problem }) => problem === undefined);
  if (isWell) log.info("health check passed", { details });
  else log.error("health check failed", { details });
  await updateAlerts(results, env, runtime, log);
}

async function keepHouse(env: Env, now: number, log: Logger): Promise<void> {
  try {
    const sent = await drainOutbox(env, now);
    const forgotten = await deleteProcessedBefore(env.DB, now - eventRetentionMs);
    if (sent + forgotten > 0) log.info("events kept in order", { details: { sent, forgotten } });
  } catch (error) {
    log.error("housekeeping failed", { error });
  }
}
