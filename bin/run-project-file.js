// @ts-check
import { spawn } from "node:child_process";
import { constants, homedir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { ensureDependencies } from "./dependencies.js";

const OLDEST_NODE = 18;
const root = join(dirname(fileURLToPath(import.meta.url)), "..");

/**
 * Installs what is missing, then runs a TypeScript file of the project with the Node release that the
 * project depends on, whatever the machine's own is, and exits as it does.
 *
 * @param {string} file relative to the checkout
 * @param {string[]} args
 */
export async function runProjectFile(file, args) {
  const [major] = process.versions.node.split(".");
  if (Number(major) < OLDEST_NODE) {
    exitWith(`Slipway starts on Node ${OLDEST_NODE} or later; this is ${process.versions.node}.`);
  }
  try {
    // On stderr: stdout may be read by a shell's eval.
    await ensureDependencies(root, (line) => console.error(line));
  } catch (error) {
    exitWith(
      `The dependencies cannot be installed. ${error instanceof Error ? error.message : error}`,
    );
  }
  handOver(file, args);
}

/**
 * @param {string} file
 * @param {string[]} args
 */
function handOver(file, args) {
  const binaries = join(root, "node_modules", ".bin");
  const child = spawn(join(binaries, "node"), [join(root, file), ...args], {
    stdio: "inherit",
    env: {
      NODE_COMPILE_CACHE: compileCache(),
      ...process.env,
      PATH: `${binaries}${delimiter}${process.env.PATH ?? ""}`,
    },
  });
  for (const signal of /** @type {const} */ (["SIGINT", "SIGTERM", "SIGHUP"])) {
    process.on(signal, () => {
      // A terminal sends Ctrl-C to both of us; a second one would mean "at once".
      if (signal !== "SIGINT" || !process.stdin.isTTY) child.kill(signal);
    });
  }
  child.once("error", (error) => {
    exitWith(
      `${error.message}. The package \`node\` has not put its program there: is npm's setting ignore-scripts on?`,
    );
  });
  child.once("exit", (code, signal) => {
    process.exit(code ?? 128 + (signal === null ? 0 : constants.signals[signal]));
  });
}

/** Where compiled modules are kept between runs, as in `local/engine/bin/node-host`. */
function compileCache() {
  const caches = process.env.XDG_CACHE_HOME || join(homedir(), ".cache");
  return join(caches, "slipway", "node-compile-cache");
}

/** @param {string} message */
function exitWith(message) {
  console.error(message);
  process.exit(1);
}
