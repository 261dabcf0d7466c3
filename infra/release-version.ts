import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { RunError } from "@pulumi/pulumi";
import type { WorkerBundle } from "./bundle.ts";
import { type Git, gitOf } from "./git.ts";

/** The name a Worker's code is released under, and the commit it is from. */
export interface ReleaseVersion {
  /** `<short sha>-<YYYYMMDDHHMMSS>`, then `+<8 hex of the code>` where the code is not committed. */
  readonly version: string;
  /** The whole hash; absent where there is no commit. */
  readonly commit?: string;
}

interface Commit {
  readonly hash: string;
  /** Seconds since 1970, when it was committed. */
  readonly time: number;
}

/**
 * Names a Worker's code after the last commit that touched what it is made of. It follows from the
 * checkout alone, so a second run, or the same run elsewhere, gives the same name.
 * @throws {RunError} when the history ends before that commit.
 */
export async function releaseVersion(bundle: WorkerBundle, root: string): Promise<ReleaseVersion> {
  const suffix = `+${bundle.digest.slice(0, 8)}`;
  const git = await gitOf(root);
  const commits = git === undefined ? [] : await lastCommits(git, bundle, root);
  const newest = newestOf(commits.filter((commit) => commit !== undefined));
  if (git === undefined || newest === undefined) {
    return { version: `0000000-00000000000000${suffix}` };
  }
  await refuseCutHistory(git, newest);
  const isCommitted = !commits.includes(undefined) && (await isClean(git, bundle.sources));
  const name = `${newest.hash.slice(0, 7)}-${timestamp(newest.time)}`;
  return { version: isCommitted ? name : `${name}${suffix}`, commit: newest.hash };
}

/** `YYYYMMDDHHMMSS` in UTC of seconds since 1970. */
export function timestamp(seconds: number): string {
  return new Date(seconds * 1000).toISOString().replace(/\D/g, "").slice(0, 14);
}

/** The later of several releases, at least one: what a stack as a whole is said to run. */
export function newestRelease(releases: readonly ReleaseVersion[]): ReleaseVersion {
  const timeOf = ({ version }: ReleaseVersion) => version.split("-")[1] ?? "";
  return releases.reduce((best, release) => (timeOf(release) > timeOf(best) ? release : best));
}

/** For the sources and for each package: the commit that last changed it, undefined where none has it. */
async function lastCommits(
  git: Git,
  bundle: WorkerBundle,
  root: string,
): Promise<readonly (Commit | undefined)[]> {
  if (!(await hasCommits(git))) return [];
  const integrities = await lockedIntegrities(root, bundle.packages);
  return Promise.all([
    lastCommit(git, "--", ...bundle.sources),
    // The commit where a package's digest came into the lock file is the one that changed the code.
    ...integrities.map((integrity) => lastCommit(git, `-S${integrity}`, "--", "package-lock.json")),
  ]);
}

async function hasCommits(git: Git): Promise<boolean> {
  return git("rev-parse", "--verify", "--quiet", "HEAD").then(
    () => true,
    () => false,
  );
}

async function lastCommit(git: Git, ...selection: string[]): Promise<Commit | undefined> {
  const line = await git("log", "-1", "--format=%H %ct", ...selection);
  const [hash, time] = line.split(" ");
  return hash && time ? { hash, time: Number(time) } : undefined;
}

async function lockedIntegrities(root: string, packages: readonly string[]): Promise<string[]> {
  if (packages.length === 0) return [];
  const lock: { packages?: Record<string, { integrity?: string }> } = JSON.parse(
    await readFile(join(root, "package-lock.json"), "utf8").catch(() => "{}"),
  );
  return packages.flatMap((name) => lock.packages?.[`node_modules/${name}`]?.integrity ?? []);
}

async function isClean(git: Git, sources: readonly string[]): Promise<boolean> {
  return (await git("status", "--porcelain", "--", ...sources)) === "";
}

/** In a shallow clone the oldest commit seems to have made every file: its name would be wrong. */
async function refuseCutHistory(git: Git, { hash }: Commit): Promise<void> {
  if ((await git("rev-parse", "--is-shallow-repository")) !== "true") return;
  const cuts = await readFile(
    await git("rev-parse", "--path-format=absolute", "--git-path", "shallow"),
    "utf8",
  );
  if (!cuts.split("\n").includes(hash)) return;
  throw new RunError(
    "The history of this clone is cut off before the last change of a Worker, so its release cannot be named.\n" +
      "Fetch all of it: git fetch --unshallow (in GitHub Actions: fetch-depth: 0 for actions/checkout).",
  );
}

function newestOf(commits: readonly Commit[]): Commit | undefined {
  return [...commits].sort((a, b) => b.time - a.time)[0];
}
