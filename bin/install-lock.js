// @ts-check
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";

const POLL_MS = 250;

/** A lock without an owner is one that is just being taken, unless it stays so. */
const NAMELESS_LOCK_MS = 10_000;

/**
 * Runs `work` while no other process installs into the same checkout.
 *
 * @param {string} root the checkout
 * @param {(line: string) => void} report
 * @param {() => Promise<void>} work
 */
export async function withInstallLock(root, report, work) {
  const digest = createHash("sha256").update(root).digest("hex").slice(0, 12);
  const lock = join(tmpdir(), `slipway-install-${digest}`);
  let hasReported = false;
  while (!take(lock)) {
    if (breakIfStale(lock)) continue;
    if (!hasReported) report("Another process is installing packages here: waiting for it");
    hasReported = true;
    await delay(POLL_MS);
  }
  try {
    await work();
  } finally {
    rmSync(lock, { recursive: true, force: true });
  }
}

/** @param {string} lock */
function take(lock) {
  try {
    mkdirSync(lock);
  } catch (error) {
    if (hasCode(error, "EEXIST")) return false;
    throw error;
  }
  writeFileSync(join(lock, "pid"), String(process.pid));
  return true;
}

/**
 * Removes the lock of a process that is no more.
 *
 * @param {string} lock
 */
function breakIfStale(lock) {
  const owner = ownerOf(lock);
  if (owner === undefined ? ageMs(lock) < NAMELESS_LOCK_MS : isAlive(owner)) return false;
  const aside = `${lock}-${process.pid}`;
  try {
    renameSync(lock, aside);
  } catch {
    return true;
  }
  // Another process may have broken and taken it since we looked.
  if (ownerOf(aside) === owner) rmSync(aside, { recursive: true, force: true });
  else renameSync(aside, lock);
  return true;
}

/** @param {string} lock */
function ownerOf(lock) {
  try {
    return Number(readFileSync(join(lock, "pid"), "utf8")) || undefined;
  } catch {
    return undefined;
  }
}

/** @param {string} lock */
function ageMs(lock) {
  return Date.now() - (statSync(lock, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
}

/** @param {number} pid */
function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return hasCode(error, "EPERM");
  }
}

/**
 * @param {unknown} error
 * @param {string} code
 */
function hasCode(error, code) {
  return error instanceof Error && "code" in error && error.code === code;
}
