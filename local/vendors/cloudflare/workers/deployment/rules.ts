import type { WireBinding } from "../../../../edge/contract.ts";
import type { ControlPlane } from "../../control-plane.ts";
import { ApiError } from "../../envelope.ts";
import { activeSplit } from "../../runtime-state.ts";
import type { VersionRow, WorkerRow } from "../../tables.ts";
import { checkResource } from "../version/binding-targets.ts";
import { secretTypes } from "../version/binding-types.ts";

/** Only the newest versions can be deployed. @see https://developers.cloudflare.com/workers/versions-and-deployments/rollbacks/ */
export const DEPLOYABLE_VERSIONS = 100;

export interface Share {
  version_id: string;
  /** 0–100. */
  percentage: number;
}

/** assumption: the code 10216; the rule is documented. */
export function checkSplit(shares: readonly Share[]): void {
  if (shares.length < 1 || shares.length > 2) {
    throw invalidSplit(`a deployment has 1 or 2 versions, got ${shares.length}`);
  }
  for (const { percentage } of shares) {
    if (percentage < 0 || percentage > 100) {
      throw invalidSplit(`a percentage is from 0 to 100, got ${percentage}`);
    }
  }
  if (new Set(shares.map(({ version_id }) => version_id)).size < shares.length) {
    throw invalidSplit("a version can be in a deployment only once");
  }
  const total = shares.reduce((sum, { percentage }) => sum + percentage, 0);
  if (Math.abs(total - 100) > 1e-9) {
    throw invalidSplit(`the percentages must sum to 100, got ${total}`);
  }
}

function invalidSplit(problem: string): ApiError {
  return new ApiError(400, 10216, `Invalid deployment: ${problem}.`);
}

/**
 * Refuses a version that cannot (come back to) serve: too old, before a Durable Object migration,
 * bound to what is gone, or with a secret that has changed since.
 * assumption: the codes 10212 and 10213; 10220 was observed.
 * @see https://developers.cloudflare.com/workers/versions-and-deployments/rollbacks/#limits
 */
export function checkDeployable(
  plane: ControlPlane,
  worker: WorkerRow,
  version: VersionRow,
  force: boolean,
): void {
  const served = activeSplit(plane.tables, worker).map((share) => share.version);
  if (version.number < worker.migratedAtNumber) {
    throw new ApiError(
      400,
      10213,
      `Version ${version.id} cannot be deployed: a Durable Object migration has been applied since it was uploaded.`,
    );
  }
  if (served.some(({ id }) => id === version.id)) return;
  if (version.number <= worker.lastVersionNumber - DEPLOYABLE_VERSIONS) {
    throw new ApiError(
      400,
      10212,
      `Version ${version.id} cannot be deployed: it is not one of the ${DEPLOYABLE_VERSIONS} newest versions.`,
    );
  }
  const perishable = ["r2_bucket", "kv_namespace", "queue"];
  for (const binding of version.bindings) {
    if (perishable.includes(binding.type)) checkResource(plane, binding);
  }
  if (!force) checkSecrets(version, served);
}

/** Going back to a version brings its secrets back, which the API wants to be asked for. */
function checkSecrets(version: VersionRow, served: readonly VersionRow[]): void {
  const newest = served.toSorted((a, b) => b.number - a.number)[0];
  if (!newest || version.number > newest.number) return;
  const changed = changedSecrets(version.bindings, newest.bindings);
  if (changed.length === 0) return;
  throw new ApiError(
    400,
    10220,
    `A secret has changed since this version was active. If you are sure this is ok, add a ?force=true query parameter to allow the rollback. The following secrets have changed: ${changed.join(", ")}`,
  );
}

function changedSecrets(before: readonly WireBinding[], after: readonly WireBinding[]): string[] {
  const secrets = (bindings: readonly WireBinding[]) =>
    new Map(
      bindings
        .filter(({ type }) => secretTypes.includes(type))
        .map((binding) => [binding.name, JSON.stringify(binding)]),
    );
  const [old, current] = [secrets(before), secrets(after)];
  return [...new Set([...old.keys(), ...current.keys()])]
    .filter((name) => old.get(name) !== current.get(name))
    .sort();
}
