import { execFile } from "node:child_process";
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { promisify } from "node:util";

const execFileAsync = promisify(execFile);
const root = resolve(import.meta.dirname, "..");

/** A project of one resource in plain JavaScript, deployed: what the engine takes by itself. */
export async function createBareProject(
  directory: string,
  environment: NodeJS.ProcessEnv,
): Promise<string> {
  mkdirSync(directory);
  symlinkSync(join(root, "node_modules"), join(directory, "node_modules"));
  writeFileSync(
    join(directory, "Pulumi.yaml"),
    "name: bare\nmain: index.js\nruntime:\n  name: nodejs\n  options:\n    typescript: false\n",
  );
  writeFileSync(
    join(directory, "index.js"),
    `const cloudflare = require("@pulumi/cloudflare");
new cloudflare.WorkersKvNamespace("kv", { accountId: process.env.CLOUDFLARE_ACCOUNT_ID, title: "bare" });
`,
  );
  const env = { ...process.env, ...environment };
  const run = (...args: string[]) => execFileAsync("pulumi", args, { cwd: directory, env });
  await run("stack", "init", "bare", "--non-interactive");
  await run("up", "--yes", "--skip-preview", "--stack", "bare", "--non-interactive");
  return directory;
}
