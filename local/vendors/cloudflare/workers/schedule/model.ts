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

const MONTHS = "JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC".split(" ");
const WEEKDAYS = "SUN MON TUE WED THU FRI SAT".split(" ");

/** Days of the week go from 1 (Sunday) to 7: a 0 is refused, as observed. */
const fields: readonly { min: number; max: number; names: readonly string[]; extra: RegExp }[] = [
  { min: 0, max: 59, names: [], extra: /^$/ },
  { min: 0, max: 23, names: [], extra: /^$/ },
  { min: 1, max: 31, names: [], extra: /^(L(-\d+)?|LW|\d+W)$/ },
  { min: 1, max: 12, names: MONTHS, extra: /^$/ },
  { min: 1, max: 7, names: WEEKDAYS, extra: /^(L|[1-7]L|[A-Z]{3}L|[1-7]#[1-5]|[A-Z]{3}#[1-5])$/ },
];

/** @see https://developers.cloudflare.com/workers/configuration/cron-triggers/#supported-cron-expressions */
export function isCron(text: string): boolean {
  const parts = text.trim().split(/\s+/);
  return (
    parts.length === fields.length &&
    fields.every((field, index) =>
      (parts[index] ?? "").split(",").every((item) => isItem(item.toUpperCase(), field)),
    )
  );
}

function isItem(item: string, { min, max, names, extra }: (typeof fields)[number]): boolean {
  if (extra.test(item)) return true;
  const [range = "", step, ...rest] = item.split("/");
  if (rest.length > 0 || (step !== undefined && !(Number(step) >= 1))) return false;
  if (range === "*") return true;
  const isValue = (value: string) =>
    names.includes(value) || (/^\d+$/.test(value) && Number(value) >= min && Number(value) <= max);
  const ends = range.split("-");
  return ends.length <= 2 && ends.every(isValue);
}
