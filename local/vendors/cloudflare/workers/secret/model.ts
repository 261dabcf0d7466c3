import type { WireBinding } from "../../../../edge/contract.ts";
import type { Actor } from "../../actor.ts";
import type { ControlPlane } from "../../control-plane.ts";
import { ApiError } from "../../envelope.ts";
import { activeSplit } from "../../runtime-state.ts";
import type { VersionRow, WorkerRow } from "../../tables.ts";
import { commitAndDeploy } from "../deployment/model.ts";
import { noVersions, secretNotFound } from "../errors.ts";
import { secretTypes } from "../version/binding-types.ts";
import { prepareCopy } from "../version/copy.ts";
import { findVersion } from "../version/model.ts";
import { findWorker } from "../worker/model.ts";

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
 * kind of binding has, 10056 for a secret to be removed that is not there.
 */
export function changeSecrets(
  plane: ControlPlane,
  script: string,
  secrets: Record<string, SecretInput>,
  actor: Actor,
): Promise<{ worker: WorkerRow; version: VersionRow }> {
  const triggeredBy = "secret";
  return plane.serving.changeAfter(
    () => {
      const worker = findWorker(plane, script);
      if (worker.latestVersionId === null) throw noVersions();
      const latest = findVersion(plane, worker, "latest");
      refuseUnlessDeployed(plane, worker, latest);
      const bindings = withSecrets(latest.bindings, secrets);
      return prepareCopy(plane, worker, latest, { bindings }, { actor, triggeredBy });
    },
    (prepared) =>
      commitAndDeploy(plane, findWorker(plane, script), prepared, { actor, triggeredBy }),
  );
}

function withSecrets(
  bindings: readonly WireBinding[],
  secrets: Record<string, SecretInput>,
): WireBinding[] {
  const taken = bindings.find((binding) => !isSecret(binding) && secrets[binding.name]);
  if (taken) throw nameInUse(taken.name);
  for (const [name, secret] of Object.entries(secrets)) {
    const isThere = bindings.some((binding) => isSecret(binding) && binding.name === name);
    if (secret === null && !isThere) throw secretNotFound(name);
  }
  const kept = bindings.filter(({ name }) => !(name in secrets));
  const added = Object.entries(secrets).flatMap(([name, secret]) =>
    secret === null ? [] : [{ ...secret, name } as WireBinding],
  );
  return [...kept, ...added];
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
