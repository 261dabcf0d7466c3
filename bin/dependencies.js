// @ts-check
import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { withInstallLock } from "./install-lock.js";

// Plain JavaScript for Node 18 and later: this runs before there is anything else.

const REPORT_EVERY_MS = 5_000;

/**
 * Installs the dependencies that package-lock.json names, unless they are there.
 *
 * @param {string} root the checkout
 * @param {(line: string) => void} report
 */
export async function ensureDependencies(root, report) {
  if (isInstalled(root)) return;
  await withInstallLock(root, report, async () => {
    if (!isInstalled(root)) await install(root, report);
  });
}

/**
 * Whether node_modules is what package-lock.json says. npm leaves a list of what it has installed;
 * it is written last, so an interrupted installation has none.
 *
 * @param {string} root
 */
export function isInstalled(root) {
  const list = join(root, "node_modules", ".package-lock.json");
  if (!existsSync(list)) return false;
  const installed = packagesOf(list);
  return Object.entries(packagesOf(join(root, "package-lock.json"))).every(([path, wanted]) => {
    if (!path.startsWith("node_modules/")) return true;
    const found = installed[path];
    // Optional packages are those of other operating systems and processors.
    if (found === undefined) return wanted.optional === true || wanted.devOptional === true;
    return found.version === wanted.version && found.integrity === wanted.integrity;
  });
}

/**
 * @param {string} path of a lock file
 * @returns {Record<string, { version?: string, integrity?: string, optional?: boolean, devOptional?: boolean }>}
 */
function packagesOf(path) {
  return JSON.parse(readFileSync(path, "utf8")).packages;
}

/**
 * @param {string} root
 * @param {(line: string) => void} report
 */
async function install(root, report) {
  const total = Object.keys(packagesOf(join(root, "package-lock.json"))).length - 1;
  report(`Installing up to ${total} packages (npm ci)`);
  const started = performance.now();
  const seconds = () => `${Math.round((performance.now() - started) / 1000)} s`;
  let fetched = 0;
  const timer = setInterval(() => {
    report(`Installing packages: ${fetched} fetched, ${seconds()}`);
  }, REPORT_EVERY_MS);
  try {
    const exitCode = await npmCi(root, (line) => {
      if (/^npm http (fetch|cache) .*\.tgz/.test(line)) fetched += 1;
      else if (/^npm (error|ERR!)/.test(line)) report(line);
    });
    if (exitCode !== 0) throw new Error(`npm ci exited with ${exitCode}; what it said is above.`);
  } finally {
    clearInterval(timer);
  }
  report(`Installed the packages in ${seconds()}`);
}

/**
 * @param {string} root
 * @param {(line: string) => void} onLine called for each line of npm's log
 * @returns {Promise<number | null>} the exit code
 */
function npmCi(root, onLine) {
  const args = ["ci", "--no-audit", "--no-fund", "--loglevel=http"];
  // The npm that runs us, where one does.
  const { npm_execpath: script } = process.env;
  const [command, prefix] = script?.endsWith(".js") ? [process.execPath, [script]] : ["npm", []];
  const npm = spawn(command, [...prefix, ...args], {
    cwd: root,
    stdio: ["ignore", "ignore", "pipe"],
  });
  createInterface({ input: npm.stderr }).on("line", onLine);
  return new Promise((resolve, reject) => {
    npm.once("error", reject);
    npm.once("close", resolve);
  });
}
