import type { Actor } from "../../actor.ts";
import { type ControlPlane, timestamp } from "../../control-plane.ts";
import { ApiError } from "../../envelope.ts";
import type { DeploymentRow, VersionRow, WorkerRow } from "../../tables.ts";
import { deploymentNotFound } from "../errors.ts";
import { annotationsOf } from "../version/limits.ts";
import { pendingMigration } from "../version/migrations.ts";
import { commitVersion, findVersion, type PreparedVersion } from "../version/model.ts";
import { putWorker } from "../worker/model.ts";
import { checkDeployable, checkSplit, type Share } from "./rules.ts";

export interface DeploymentInput {
  versions: readonly Share[];
  annotations?: Record<string, string | null | undefined> | null | undefined;
  /** Deploys although a secret has changed since. */
  force?: boolean | undefined;
  /** `workers/triggered_by`. Default `deployment`. */
  triggeredBy?: string | undefined;
}

/**
 * Makes a split the one that is served: every deployment is a new object, and the newest wins.
 * Applies the Durable Object migration of a version that serves for the first time.
 * @throws ApiError 100146, and those of `rules.ts`.
 */
export function deploy(
  plane: ControlPlane,
  worker: WorkerRow,
  input: DeploymentInput,
  actor: Actor,
): { worker: WorkerRow; deployment: DeploymentRow } {
  checkSplit(input.versions);
  const versions = input.versions.map(({ version_id }) => findVersion(plane, worker, version_id));
  for (const version of versions) {
    checkDeployable(plane, worker, version, input.force ?? false);
  }
  const migrated = applyMigration(worker, versions);
  const now = timestamp(plane);
  const deployment: DeploymentRow = {
    id: plane.context.ids.uuid(),
    workerId: worker.id,
    createdOn: now,
    source: actor.source,
    authorEmail: actor.email,
    versions: input.versions.map(({ version_id, percentage }) => ({ version_id, percentage })),
    annotations: annotationsOf(input.annotations, input.triggeredBy ?? "deployment"),
  };
  plane.tables.deployments.put(deployment.id, deployment);
  markDeployed(plane, versions, migrated.migrationTag);
  const deployed = putWorker(plane, {
    ...migrated,
    activeDeploymentId: deployment.id,
    deployedOn: now,
    lastDeployedFrom: actor.source,
  });
  return { worker: deployed, deployment };
}

/** Stores a prepared version and gives it all of the traffic; part of the caller's transaction. */
export function commitAndDeploy(
  plane: ControlPlane,
  worker: WorkerRow,
  prepared: PreparedVersion,
  options: { actor: Actor; triggeredBy?: string; message?: string | null | undefined },
): { worker: WorkerRow; version: VersionRow } {
  const stored = commitVersion(plane, worker, prepared);
  const input = {
    versions: [{ version_id: stored.version.id, percentage: 100 }],
    annotations: { "workers/message": options.message },
    triggeredBy: options.triggeredBy,
  };
  const deployed = deploy(plane, stored.worker, input, options.actor);
  return { worker: deployed.worker, version: findVersion(plane, worker, stored.version.id) };
}

/** @throws ApiError 10213 for a split while a migration is to be applied. */
function applyMigration(worker: WorkerRow, versions: readonly VersionRow[]): WorkerRow {
  for (const version of versions) {
    const pending = pendingMigration(worker, version);
    if (!pending) continue;
    if (versions.length > 1) {
      throw new ApiError(
        400,
        10213,
        `Version ${version.id} has a Durable Object migration that is not applied yet: deploy it alone, at 100 %.`,
      );
    }
    return {
      ...worker,
      durableObjects: [...pending.durableObjects],
      migrationTag: pending.tag ?? worker.migrationTag,
      migratedAtNumber: version.number,
    };
  }
  return worker;
}

/** A version carries the Worker's migration tag from its first deployment on. */
function markDeployed(
  { tables }: ControlPlane,
  versions: readonly VersionRow[],
  migrationTag: string | null,
): void {
  if (migrationTag === null) return;
  for (const version of versions) {
    if (version.migrationTag === null)
      tables.versions.put(version.id, { ...version, migrationTag });
  }
}

/** Newest first: the first one is what serves. */
export function deploymentsOf({ tables }: ControlPlane, worker: WorkerRow): DeploymentRow[] {
  return tables.deployments.filter(({ workerId }) => workerId === worker.id).reverse();
}

/** @throws ApiError 10336. */
export function findDeployment(
  { tables }: ControlPlane,
  worker: WorkerRow,
  id: string,
): DeploymentRow {
  const deployment = tables.deployments.get(id);
  if (deployment?.workerId !== worker.id) throw deploymentNotFound();
  return deployment;
}

/** @throws ApiError 10217 for the active one. assumption: the code. */
export function deleteDeployment(plane: ControlPlane, worker: WorkerRow, id: string): void {
  const deployment = findDeployment(plane, worker, id);
  if (deployment.id === worker.activeDeploymentId) {
    throw new ApiError(
      400,
      10217,
      "The latest deployment, which is actively serving traffic, cannot be deleted.",
    );
  }
  plane.tables.deployments.delete(deployment.id);
}
