import { spawn } from "node:child_process";
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ensureEngine } from "../../../local/engine/ensure-engine.ts";
import { useTemporaryDirectory } from "./temporary-directory.ts";

const root = join(import.meta.dirname, "../../..");

export interface Run {
  exitCode: number | null;
  /** stdout and stderr, as they came. */
  output: string;
}

export interface Project {
  directory: string;
  environment: Record<string, string | undefined>;
  /** Runs `pulumi` from PATH, as a person would. */
  pulumi(...args: string[]): Promise<Run>;
}

/** A Pulumi project in TypeScript of the test's own, with backend, PULUMI_HOME and the real engine. */
export async function useProject(files: Record<string, string>): Promise<Project> {
  const directory = useTemporaryDirectory();
  const engine = await ensureEngine({ report: () => {} });
  for (const folder of ["infra", "state", "home"]) mkdirSync(join(directory, folder));
  symlinkSync(join(root, "node_modules"), join(directory, "node_modules"));
  const manifest = { name: "tiny", type: "module", dependencies: { "@pulumi/pulumi": "*" } };
  writeFileSync(join(directory, "package.json"), JSON.stringify(manifest));
  writeFileSync(
    join(directory, "Pulumi.yaml"),
    "name: tiny\nmain: infra/index.ts\nruntime: {name: nodejs, options: {typescript: false}}\n",
  );
  for (const [path, text] of Object.entries(files)) writeFileSync(join(directory, path), text);
  const environment = {
    ...process.env,
    PATH: [...engine.pathEntries, process.env.PATH].join(":"),
    PULUMI_HOME: join(directory, "home"),
    PULUMI_BACKEND_URL: `file://${join(directory, "state")}`,
    PULUMI_CONFIG_PASSPHRASE: "local",
    PULUMI_SKIP_UPDATE_CHECK: "true",
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
    PULUMI_DEBUG_PROVIDERS: "cloudflare:1,github:2,pagerduty:3,slack:4",
    SLIPWAY_PULUMI: engine.pulumi,
  };
  const project: Project = {
    directory,
    environment,
    pulumi: (...args) =>
      runToEnd(spawn("pulumi", args, { cwd: directory, env: project.environment })),
  };
  return project;
}

function runToEnd(child: ReturnType<typeof spawn>): Promise<Run> {
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding("utf8").on("data", (text: string) => {
      output += text;
    });
  }
  child.stdin?.end();
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (exitCode) => resolve({ exitCode, output }));
  });
}
