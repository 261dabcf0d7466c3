import { LocalCloudError } from "../../errors.ts";
import type { RuntimeScript, RuntimeState, RuntimeVersion } from "../contract.ts";
import { routerService } from "./assets.ts";
import { type BoundNamespace, boundNamespace } from "./bindings.ts";
import { versionService } from "./names.ts";

/** A version with what must be known of the rest of the cloud to run it. */
export interface VersionPlan {
  version: RuntimeVersion;
  /** Equal for equal processes: a version and the namespaces that its bindings mean. */
  key: string;
  /** The workerd service of the Worker itself. */
  service: string;
  /** The workerd service that answers requests: static assets may stand in front of the Worker. */
  entry: string;
  /** Whether its events are reported. That costs half as much as the request itself. */
  isTailed: boolean;
  namespaces: readonly BoundNamespace[];
}

/** @throws LocalCloudError `runtime-failed` when it binds a Durable Object class that is not there. */
export function planVersion(
  version: RuntimeVersion,
  namespaceOf: NamespaceLookup,
  isTailed: boolean,
): VersionPlan {
  const namespaces = version.bindings.flatMap(
    (binding) => boundNamespace(binding, { version, namespaceOf }) ?? [],
  );
  const service = versionService(version);
  return {
    version,
    key: [service, ...namespaces.map(({ id }) => id)].join(" "),
    service,
    entry: version.assets === null ? service : routerService(version),
    isTailed,
    namespaces,
  };
}

export type NamespaceLookup = (script: string, className: string) => BoundNamespace;

/**
 * Finds the namespaces of the classes that Workers implement. The function returned throws
 * LocalCloudError `runtime-failed` when a Worker has no such class: its migration is not deployed.
 */
export function namespaceLookup(state: RuntimeState): NamespaceLookup {
  const scripts = new Map(state.scripts.map((script) => [script.name, script]));
  return (script, className) => {
    const found = scripts.get(script)?.durableObjects.find((item) => item.className === className);
    if (found) return { id: found.namespaceId, className, script };
    throw new LocalCloudError(
      "runtime-failed",
      `Worker "${script}" has no Durable Object class "${className}".`,
      { hint: "Deploy a version of it with a migration that creates the class first." },
    );
  };
}

/**
 * The version that runs a Worker's Durable Objects: the one with the larger share. Cloudflare splits
 * objects as it splits requests; here all objects of a Worker are on one version.
 * @param current keeps them where they are while the shares are equal
 */
export function objectVersion(
  script: RuntimeScript,
  current: string | undefined,
): RuntimeVersion | undefined {
  if (script.durableObjects.length === 0) return undefined;
  const largest = Math.max(...script.split.map(({ percentage }) => percentage));
  const candidates = script.split.filter(({ percentage }) => percentage === largest);
  const stay = candidates.find(({ version }) => version.id === current);
  return (stay ?? candidates[0])?.version;
}
