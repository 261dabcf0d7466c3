import { parseCron } from "../../../../edge/events/cron.ts";
import { type ControlPlane, timestamp } from "../../control-plane.ts";
import { ApiError } from "../../envelope.ts";
import type { WorkerRow } from "../../tables.ts";
import { putWorker } from "../worker/model.ts";

/** Of a paid account. @see https://developers.cloudflare.com/workers/platform/limits/#account-plan-limits */
const MAX_CRONS_PER_ACCOUNT = 1000;

/**
 * Replaces the whole set of cron triggers of a Worker, all or none.
 * @throws ApiError 10100 for a string that is no cron, 10072 over the account's limit.
 */
export function replaceSchedules(
  plane: ControlPlane,
  worker: WorkerRow,
  crons: readonly string[],
): WorkerRow {
  crons.forEach((cron, index) => {
    if (!isCron(cron)) throw new ApiError(400, 10100, `invalid cron string: ${cron}`);
    if (crons.indexOf(cron) !== index) {
      throw new ApiError(400, 10100, `duplicate cron found: ${cron}`);
    }
  });
  const elsewhere = plane.tables.workers
    .filter(({ id }) => id !== worker.id)
    .reduce((sum, { schedules }) => sum + schedules.length, 0);
  if (elsewhere + crons.length > MAX_CRONS_PER_ACCOUNT) {
    throw new ApiError(
      400,
      10072,
      `This account has reached the Workers Paid limit of ${MAX_CRONS_PER_ACCOUNT} cron triggers per account.`,
    );
  }
  const now = timestamp(plane);
  const schedules = crons.map(
    (cron) =>
      worker.schedules.find((each) => each.cron === cron) ?? {
        cron,
        createdOn: now,
        modifiedOn: now,
      },
  );
  return putWorker(plane, { ...worker, schedules });
}

function isCron(text: string): boolean {
  try {
    parseCron(text);
    return true;
  } catch {
    return false;
  }
}
