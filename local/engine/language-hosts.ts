import { createHash } from "node:crypto";
import {
  copyFileSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { findExecutable, isExecutable } from "./find-executable.ts";

/** Our own launchers of a language host and of dynamic resources. */
const LAUNCHERS = join(import.meta.dirname, "bin");

const PREFIX = "hosts-";

/** What the engine needs besides itself to run a Node.js program; official releases contain both. */
const HOSTS = ["pulumi-language-nodejs", "pulumi-resource-pulumi-nodejs"] as const;

/**
 * Which of the launchers an engine would find neither beside itself nor on PATH.
 * @param ownDirectory what is in this folder of PATH is ours and does not count.
 */
export function missingHosts(
  pulumi: string,
  environment: NodeJS.ProcessEnv,
  ownDirectory: string,
): string[] {
  const beside = dirname(realpathSync(pulumi));
  const isForeign = (path: string) =>
    !path.startsWith(ownDirectory) && dirname(realpathSync(path)) !== LAUNCHERS;
  return HOSTS.filter(
    (host) =>
      !isExecutable(join(beside, host)) &&
      findExecutable(host, environment, isForeign) === undefined,
  );
}

/**
 * Makes a folder below `parent` in which launchers of ours, and an engine of ours if given, are
 * neighbours, and returns it. The engine warns at every run about launchers that it finds on PATH,
 * not about those beside it. Launchers belong to a checkout, engines to the machine: hence one
 * folder per checkout, with a hard link to the engine.
 */
export function assembleHosts(parent: string, hosts: readonly string[], pulumi?: string): string {
  const key = [LAUNCHERS, pulumi ?? "", ...hosts].join();
  const digest = createHash("sha256").update(key).digest("hex").slice(0, 12);
  const directory = join(parent, `${PREFIX}${digest}`);
  removeForgotten(parent);
  mkdirSync(directory, { recursive: true });
  if (pulumi !== undefined && !isSameFile(join(directory, "pulumi"), pulumi)) {
    place(join(directory, "pulumi"), (path) => linkOrCopy(pulumi, path));
  }
  for (const host of hosts.filter((name) => !isExecutable(join(directory, name)))) {
    place(join(directory, host), (path) => symlinkSync(join(LAUNCHERS, host), path));
  }
  return directory;
}

/** Removes the folders of checkouts that are no more: their links lead nowhere. */
function removeForgotten(parent: string): void {
  for (const name of readdirSync(parent).filter((entry) => entry.startsWith(PREFIX))) {
    const links = HOSTS.map((host) => join(parent, name, host));
    const isDangling = (link: string) =>
      lstatSync(link, { throwIfNoEntry: false })?.isSymbolicLink() === true && !existsSync(link);
    if (links.some(isDangling)) rmSync(join(parent, name), { recursive: true, force: true });
  }
}

/** Another process may be running what is replaced, or be placing the very same. */
function place(path: string, make: (path: string) => void): void {
  const temporary = `${path}.${process.pid}`;
  rmSync(temporary, { force: true });
  make(temporary);
  renameSync(temporary, path);
  // A rename onto another link of the same file leaves both names.
  rmSync(temporary, { force: true });
}

function isSameFile(left: string, right: string): boolean {
  const [a, b] = [left, right].map((path) => statSync(path, { throwIfNoEntry: false }));
  return a !== undefined && b !== undefined && a.ino === b.ino && a.dev === b.dev;
}

function linkOrCopy(from: string, to: string): void {
  try {
    linkSync(from, to);
  } catch {
    // Some file systems have no hard links.
    copyFileSync(from, to);
  }
}
