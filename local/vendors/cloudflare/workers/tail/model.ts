import type { ControlPlane } from "../../control-plane.ts";
import { ApiError } from "../../envelope.ts";
import type { TailRow, WorkerRow } from "../../tables.ts";

const LIFETIME_MS = 60 * 60 * 1000;
/** @see https://developers.cloudflare.com/workers/observability/logs/real-time-logs/#limits */
const MAX_TAILS = 10;

/** @throws ApiError 10219 when too many clients listen. assumption: the code. */
export function createTail(
  { tables, context }: ControlPlane,
  { name }: WorkerRow,
  filters: Record<string, unknown>[],
): TailRow {
  const now = context.clock.now().getTime();
  for (const tail of tables.tails.list()) {
    if (Date.parse(tail.expiresAt) < now) tables.tails.delete(tail.id);
  }
  if (tables.tails.filter(({ script }) => script === name).length >= MAX_TAILS) {
    throw new ApiError(400, 10219, `A Worker can have at most ${MAX_TAILS} tails at a time.`);
  }
  const id = context.ids.hex(16);
  const expiresAt = new Date(now + LIFETIME_MS).toISOString();
  return tables.tails.put(id, { id, script: name, expiresAt, filters });
}
