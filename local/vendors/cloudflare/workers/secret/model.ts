import type { WireBinding } from "../../../../edge/contract.ts";
import type { Actor } from "../../actor.ts";
import type { ControlPlane } from "../../control-plane.ts";
import { ApiError } from "../../envelope.ts";
import { activeSplit } from "../../runtime-state.ts";
import type { VersionRow, WorkerRow } from "../../tables.ts";
import { deploy } from "../deployment/model.ts";
import { noVersions, secretNotFound } from "../errors.ts";
import { secretTypes } from "../version/binding-types.ts";
import { copyVersion } from "../version/copy.ts";
import { commitVersion, findVersion } from "../version/model.ts";

/** A secret as it is sent; null removes it. */
export type SecretInput = Omit<WireBinding, "name"> | null;

/** Secrets of the newest version. */
export function secretsOf(plane: ControlPlane, worker: WorkerRow): WireBinding[] {
  if (worker.latestVersionId === null) return [];
  return findVersion(plane, worker, "latest").bindings.filter(isSecret);
}

/** @throws ApiError 10056. */
export function findSecret(plane: ControlPlane, worker: WorkerRow, name: string): WireBinding {
  const secret = secretsOf(plane, worker).find((each) => each.name === name);
  if (!secret) throw secretNotFound(name);
  return secret;
}

/**
 * Changes secrets the way `wrangler secret put` has it: a new version, deployed at once to all of
 * the traffic.
 * @throws ApiError 10215 while the newest version is not deployed, 10053 for a name that another
 * kind of binding has.
 */
export function changeSecrets(
  plane: ControlPlane,
  worker: WorkerRow,
  secrets: Record<string, SecretInput>,
  actor: Actor,
): { worker: WorkerRow; version: VersionRow } {
  if (worker.latestVersionId === null) throw noVersions();
  const latest = findVersion(plane, worker, "latest");
  refuseUnlessDeployed(plane, worker, latest);
  for (const { name } of latest.bindings.filter((binding) => !isSecret(binding))) {
    if (secrets[name]) throw nameInUse(name);
  }
  const kept = latest.bindings.filter(({ name }) => !(name in secrets));
  const added = Object.entries(secrets).flatMap(([name, secret]) =>
    secret === null ? [] : [{ ...secret, name } as WireBinding],
  );
  const prepared = copyVersion(plane, latest, [...kept, ...added], actor);
  const stored = commitVersion(plane, worker, prepared);
  const versions = [{ version_id: stored.version.id, percentage: 100 }];
  const input = { versions, triggeredBy: "secret" };
  return { ...stored, worker: deploy(plane, stored.worker, input, actor).worker };
}

function refuseUnlessDeployed(plane: ControlPlane, worker: WorkerRow, latest: VersionRow): void {
  if (activeSplit(plane.tables, worker).some(({ version }) => version.id === latest.id)) return;
  throw new ApiError(
    400,
    10215,
    "Secret edit failed. You attempted to modify a secret, but the latest version of your Worker isn't currently deployed.",
  );
}

function isSecret({ type }: WireBinding): boolean {
  return secretTypes.includes(type);
}

function nameInUse(name: string): ApiError {
  return new ApiError(
    400,
    10053,
    `Binding name '${name}' already in use. Please use a different name and try again.`,
  );
}
