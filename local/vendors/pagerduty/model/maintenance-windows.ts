import { invalidInput, notFound, PagerdutyError } from "../errors.ts";
import { type MaintenanceWindow, newId, type PagerdutyState } from "../state.ts";

export type WindowInput = Omit<MaintenanceWindow, "id">;

/** @throws PagerdutyError 404 */
export function findWindow(state: PagerdutyState, id: string): MaintenanceWindow {
  const found = state.maintenanceWindows.get(id);
  if (!found) throw notFound("Maintenance Window");
  return found;
}

/** @throws PagerdutyError 400 unless it ends after it starts. */
export function createWindow(state: PagerdutyState, input: WindowInput): MaintenanceWindow {
  return updateWindow(state, { id: newId(state), ...input }, {});
}

/** @throws PagerdutyError 400 unless it ends after it starts. */
export function updateWindow(
  state: PagerdutyState,
  window: MaintenanceWindow,
  changes: Partial<WindowInput>,
): MaintenanceWindow {
  const updated = { ...window, ...changes };
  if (Date.parse(updated.endTime) <= Date.parse(updated.startTime)) {
    throw invalidInput("end_time must be after start_time");
  }
  return state.maintenanceWindows.put(updated.id, updated);
}

/** @throws PagerdutyError 405 for a window that is over. */
export function deleteWindow(state: PagerdutyState, { id, endTime }: MaintenanceWindow): void {
  if (Date.parse(endTime) <= state.context.clock.now().getTime()) {
    throw new PagerdutyError(405, 2001, "Maintenance window can't be deleted: it is in the past");
  }
  state.maintenanceWindows.delete(id);
}
