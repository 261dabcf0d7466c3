import type { Share } from "../rollout/traffic.ts";
import type { ServiceWorker } from "../service.ts";
import { deployableVersions, type KnownVersion, type WorkerHistory } from "./history.ts";

/** Where one Worker's traffic is to go. */
export interface WorkerMove {
  readonly worker: ServiceWorker;
  /** What serves when the rollback begins. */
  readonly serving: readonly Share[];
  readonly target: KnownVersion;
  /** The version that loses its traffic to the target, now or, where the target serves already, before. */
  readonly replaced: KnownVersion;
  /** The newest version there was before anybody went back: what the code is of that was deployed last. */
  readonly withdrawn: KnownVersion;
  /** The target has all traffic already: somebody went back before. */
  readonly isServing: boolean;
}

/** A Worker's way back, or why there is none. */
export type Choice =
  | { readonly kind: "move"; readonly move: WorkerMove }
  /** It has had one release only; the reason is one where no other Worker can go back either. */
  | { readonly kind: "first"; readonly reason: string }
  | { readonly kind: "refused"; readonly reason: string };

/**
 * Chooses the version to go back to. Without a name it is the last one that had all traffic and is
 * of another release than the present one; a Worker whose traffic went back already stays, so that
 * a second run does not bring the withdrawn release again.
 * @param to a release, the commit that its name begins with, or a version's id, or 8 digits of that.
 */
export function chooseMove(history: WorkerHistory, to?: string): Choice {
  const { worker, deployments } = history;
  const [newest] = deployments;
  if (newest === undefined) {
    return refused(`${worker.scriptName} has no deployment: nothing serves.`);
  }
  const whole = versionsWithAllTraffic(history);
  const present = newestOf(newest.shares, history);
  const withdrawn = lastBeforeGoingBack(present, whole);
  const found = to === undefined ? earlier(history, present, withdrawn) : named(history, to);
  if ("kind" in found) return found;
  const isServing = shareOf(found, newest.shares) === 100 && newest.shares.length === 1;
  const replaced = isServing ? withdrawn : present;
  return {
    kind: "move",
    move: { worker, serving: newest.shares, target: found, replaced, withdrawn, isServing },
  };
}

type Refusal = Exclude<Choice, { kind: "move" }>;

function refused(reason: string): Refusal {
  return { kind: "refused", reason };
}

function earlier(
  history: WorkerHistory,
  present: KnownVersion,
  withdrawn: KnownVersion,
): KnownVersion | Refusal {
  const { worker, versions } = history;
  if (present !== withdrawn) return present;
  const target = versionsWithAllTraffic(history).find((each) => !isSameRelease(each, present));
  if (target === undefined) {
    const reason = `${worker.scriptName} has no release before ${nameOf(present)} to go back to.`;
    return { kind: "first", reason };
  }
  if (versions.some(({ id }) => id === target.id)) return target;
  return refused(
    `${worker.scriptName}: version ${target.id}, which served before, is not one of the ${deployableVersions} newest, and Cloudflare deploys no older one.`,
  );
}

function named(history: WorkerHistory, to: string): KnownVersion | Refusal {
  const { worker, deployments, versions } = history;
  const matching = versions.filter(({ id, release }) => {
    // A version that nobody gave a release has an empty one, which an empty shell variable would name.
    if (to === "") return false;
    const isRelease = release === to || release.startsWith(`${to}-`);
    return isRelease || id === to || (to.length >= 8 && id.startsWith(to));
  });
  const served = versionsWithAllTraffic(history).find((each) => matching.includes(each));
  const found = served ?? matching[0];
  if (found !== undefined) return found;
  const isOld = deployments.some(({ message }) => message.split(" ").includes(to));
  const problem = isOld
    ? `release ${to} is older than the ${deployableVersions} versions that Cloudflare deploys`
    : `there is no release ${to}`;
  return refused(`${worker.scriptName}: ${problem}. There are: ${releasesOf(versions)}.`);
}

function releasesOf(versions: readonly KnownVersion[]): string {
  const names = [...new Set(versions.map(nameOf))];
  const more = names.length > 10 ? ` and ${names.length - 10} older` : "";
  return names.slice(0, 10).join(", ") + more || "none";
}

/** The versions that all users had, newest first. */
function versionsWithAllTraffic(history: WorkerHistory): readonly KnownVersion[] {
  return history.deployments.flatMap(({ shares }) => {
    const whole = shares.find(({ percentage }) => percentage === 100);
    return whole === undefined ? [] : [knownVersion(history, whole.versionId)];
  });
}

/** Of a split, the version that was uploaded last is the one on trial. */
function newestOf(shares: readonly Share[], history: WorkerHistory): KnownVersion {
  const [first, ...others] = shares.map(({ versionId }) => knownVersion(history, versionId));
  if (first === undefined) throw new Error("A deployment has at least one version.");
  return others.reduce((best, each) => (each.number > best.number ? each : best), first);
}

/** Uploads are counted, so an older version that follows a newer one is somebody going back. */
function lastBeforeGoingBack(present: KnownVersion, whole: readonly KnownVersion[]): KnownVersion {
  let latest = present;
  for (const version of whole) {
    if (version.number < latest.number) break;
    latest = version.id === latest.id ? latest : version;
  }
  return latest;
}

/** A version that is too old to be listed has the number 0, as it is older than all that are. */
function knownVersion({ versions }: WorkerHistory, versionId: string): KnownVersion {
  const known = versions.find(({ id }) => id === versionId);
  return known ?? { id: versionId, number: 0, release: "", createdOn: "" };
}

function isSameRelease(one: KnownVersion, other: KnownVersion): boolean {
  return one.id === other.id || (one.release !== "" && one.release === other.release);
}

function shareOf({ id }: KnownVersion, shares: readonly Share[]): number {
  return shares.find(({ versionId }) => versionId === id)?.percentage ?? 0;
}

/** The release's name, or the version's where it has none. */
export function nameOf({ id, release }: KnownVersion): string {
  return release || id;
}
