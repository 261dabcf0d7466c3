import { spawnSync } from "node:child_process";
import { join } from "node:path";

const root = join(import.meta.dirname, "..");

interface StaticCheck {
  name: string;
  command: readonly [program: string, ...args: string[]];
}

const staticChecks: readonly StaticCheck[] = [
  { name: "types", command: ["tsc", "--noEmit", "-p", "."] },
  { name: "types of the Workers", command: ["tsc", "--noEmit", "-p", "worker"] },
  {
    name: "types of the widget",
    command: ["tsc", "--noEmit", "-p", "worker/collective-vision/widget"],
  },
  { name: "types of the console", command: ["tsc", "--noEmit", "-p", "local/console"] },
  { name: "types of the edge's Workers", command: ["tsc", "--noEmit", "-p", "local/edge"] },
  { name: "format and lint", command: ["biome", "check", "--error-on-warnings"] },
  { name: "unused code and dependencies", command: ["knip"] },
];

export interface Tally {
  passed: number;
  failed: number;
  skipped: number;
}

/** Runs every check, also after one has failed; what they say goes to the terminal. */
export function runStaticChecks(): Tally {
  const tally = { passed: 0, failed: 0, skipped: 0 };
  for (const { name, command } of staticChecks) {
    const [program, ...args] = command;
    console.log(`Checking ${name}`);
    const { status } = spawnSync(join(root, "node_modules", ".bin", program), args, {
      cwd: root,
      stdio: "inherit",
    });
    if (status === 0) tally.passed += 1;
    else tally.failed += 1;
    if (status !== 0) console.log(`FAILED: ${name} (${command.join(" ")})`);
  }
  return tally;
}
