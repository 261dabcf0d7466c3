import type { ControlPlane } from "../../control-plane.ts";
import { storageResources } from "../../storage/resources.ts";
import type { WorkerRow } from "../../tables.ts";
import { deleteDomain } from "../domain/model.ts";
import { refuseIfReferenced } from "./references.ts";

/**
 * Deletes a Worker with everything that is only its own: versions, deployments, crons, tails,
 * routes. With `force` also what keeps it from being deleted otherwise.
 * assumption: its routes go with it.
 * @throws ApiError 10064 when referenced and not forced.
 */
export function deleteWorker(plane: ControlPlane, worker: WorkerRow, force: boolean): void {
  if (!force) refuseIfReferenced(plane, worker);
  const { tables, context } = plane;
  for (const { id } of tables.versions.filter(({ workerId }) => workerId === worker.id)) {
    tables.versions.delete(id);
  }
  for (const { id } of tables.deployments.filter(({ workerId }) => workerId === worker.id)) {
    tables.deployments.delete(id);
  }
  for (const { id } of tables.routes.filter(({ script }) => script === worker.name)) {
    tables.routes.delete(id);
  }
  for (const domain of tables.domains.filter(({ service }) => service === worker.name)) {
    deleteDomain(plane, domain);
  }
  for (const { id } of tables.tails.filter(({ script }) => script === worker.name)) {
    tables.tails.delete(id);
  }
  const { queueConsumers } = storageResources(context.store);
  for (const consumer of queueConsumers.list()) {
    if (consumer.type === "worker" && consumer.script_name === worker.name) {
      queueConsumers.delete(consumer.consumer_id);
    }
  }
  tables.workers.delete(worker.id);
}
