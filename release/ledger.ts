import { z } from "zod";

/** One entry of a stack's ledger: what its Workers were made to run. */
export interface Release {
  /** `<short sha>-<YYYYMMDDHHMMSS>`, with `+<8 hex>` where the code was not committed. */
  readonly version: string;
  /** The whole hash; empty where there was no commit. */
  readonly gitSha: string;
  /** Version ids by the Worker's name. */
  readonly workers: Readonly<Record<string, string>>;
  /** The release that this one took the place of, where it is a rollback. */
  readonly insteadOf?: string;
  /**
   * The tag of the last Durable Object migration of each Worker that has one. Cloudflare goes back to
   * no version of before a migration, so to none of a release with another tag.
   */
  readonly migrationTags?: Readonly<Record<string, string>>;
}

/**
 * Keeps a Worker on an earlier version although the code is that of a withdrawn release. It is part
 * of the stack's outputs and holds for exactly that release: code of another one ends it.
 */
export interface Pin {
  /** The version that serves. */
  readonly versionId: string;
  /** The release this version is of. */
  readonly release: string;
  /** The withdrawn release. */
  readonly insteadOf: string;
  /** When it was pinned, ISO 8601 in UTC. */
  readonly since: string;
  readonly by: string;
  readonly reason: string;
}

export const releaseSchema = z.object({
  version: z.string(),
  gitSha: z.string(),
  workers: z.record(z.string(), z.string()),
  insteadOf: z.string().exactOptional(),
  migrationTags: z.record(z.string(), z.string()).exactOptional(),
});

export const ledgerSchema = z.array(releaseSchema);

/** By the Worker's name. */
export const pinsSchema = z.record(
  z.string(),
  z.object({
    versionId: z.string(),
    release: z.string(),
    insteadOf: z.string(),
    since: z.iso.datetime(),
    by: z.string(),
    reason: z.string(),
  }),
);

/** How many releases a stack remembers. */
export const ledgerLength = 20;

/**
 * The ledger after a release, newest first. The release that is newest already is not entered
 * again, so that a run without changes leaves the outputs as they are.
 */
export function nextLedger(ledger: readonly Release[], release: Release): readonly Release[] {
  const [newest] = ledger;
  if (newest !== undefined && isSameRelease(newest, release)) return ledger;
  return [release, ...ledger].slice(0, ledgerLength);
}

function isSameRelease(one: Release, other: Release): boolean {
  const names = new Set([...Object.keys(one.workers), ...Object.keys(other.workers)]);
  return (
    one.version === other.version &&
    [...names].every((name) => one.workers[name] === other.workers[name])
  );
}
