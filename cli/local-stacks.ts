import { execFile } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";

const execFileAsync = promisify(execFile);

/** The project's stacks: one per environment. */
export const stackNames = ["staging", "production"] as const;
export type StackName = (typeof stackNames)[number];

/**
 * Creates the stacks that the local backend does not have yet. `stack init` writes an encryption
 * salt into the project's stack file, so it runs in a project folder of the local cloud's own.
 * @param pulumi the engine itself, not the launcher.
 */
export async function createLocalStacks(
  pulumi: string,
  dataDirectory: string,
  environment: Record<string, string>,
): Promise<void> {
  const project = join(dataDirectory, "stacks", "init");
  mkdirSync(join(dataDirectory, "state"), { recursive: true });
  mkdirSync(project, { recursive: true });
  writeFileSync(join(project, "Pulumi.yaml"), "name: slipway\nruntime: nodejs\n");
  for (const stack of stackNames) {
    if (existsSync(join(dataDirectory, "state", ".pulumi", "stacks", "slipway", `${stack}.json`))) {
      continue;
    }
    await execFileAsync(pulumi, ["stack", "init", stack, "--no-select", "--non-interactive"], {
      cwd: project,
      env: { ...process.env, ...environment },
    });
  }
}
