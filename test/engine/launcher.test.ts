import { execFile } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { stackLauncherDirectory } from "../../local/engine/ensure-engine.ts";
import { writeScript } from "./support/executables.ts";
import { useProject } from "./support/project.ts";

const TIMEOUT_MS = 180_000;

const committed = `# What staging is.
secretsprovider: awskms://alias/keys
encryptedkey: AQECAHh
environment: [team/staging]
config:
  tiny:zone: example.com
  tiny:key:
    secure: AAABAHh
`;

const program = `
import * as pulumi from "@pulumi/pulumi";
const config = new pulumi.Config();
export const zone: string = config.require("zone");
export const key: pulumi.Output<string> = config.requireSecret("key");
export const note: string | undefined = config.get("note");
`;

/** A project whose committed file is bound to a real key service, in a shell of the local cloud. */
async function useLocalShell() {
  const project = await useProject({ "infra/index.ts": program, "Pulumi.staging.yaml": committed });
  const data = join(project.directory, "data");
  mkdirSync(join(data, "stacks"), { recursive: true });
  const overlay = { "tiny:key": { secret: "sk_local" } };
  writeFileSync(join(data, "stacks", "overlay.staging.json"), JSON.stringify(overlay));
  project.environment.SLIPWAY_LOCAL_DATA = data;
  project.environment.PATH = `${stackLauncherDirectory}:${project.environment.PATH}`;
  return {
    ...project,
    committedFile: () => readFileSync(join(project.directory, "Pulumi.staging.yaml"), "utf8"),
  };
}

test("plain commands run on a file bound to a real key service, and leave it as it is", {
  timeout: TIMEOUT_MS,
}, async () => {
  const shell = await useLocalShell();
  const runs = [
    await shell.pulumi("stack", "init", "staging"),
    await shell.pulumi("up", "--yes", "--skip-preview"),
    await shell.pulumi("config", "set", "note", "by hand"),
    await shell.pulumi("up", "--yes", "--skip-preview", "-s", "staging"),
    await shell.pulumi("stack", "history", "--show-secrets"),
  ];
  expect(runs.map(({ exitCode }) => exitCode)).toEqual([0, 0, 0, 0, 0]);
  const { output } = await shell.pulumi("stack", "output", "--json", "--show-secrets");
  expect(JSON.parse(output)).toEqual({ zone: "example.com", key: "sk_local", note: "by hand" });
  await shell.pulumi("stack", "rm", "--yes", "--force");
  expect(shell.committedFile()).toBe(committed);
});

test("a --config-file of the user's own wins", { timeout: TIMEOUT_MS }, async () => {
  const shell = await useLocalShell();
  await shell.pulumi("stack", "init", "staging");
  const own = join(shell.directory, "own.yaml");
  writeFileSync(own, "config:\n  tiny:zone: own.example.com\n  tiny:key: k\n");
  await shell.pulumi("up", "--yes", "--skip-preview", "--config-file", own);
  const { output } = await shell.pulumi("stack", "output", "zone");
  expect(output).toBe("own.example.com\n");
});

test("a command that would rename the committed file is refused", async () => {
  const shell = await useLocalShell();
  expect(await shell.pulumi("stack", "rename", "other")).toEqual({
    exitCode: 1,
    output:
      "error: `pulumi stack rename` changes the committed stack files, which describe the real environments.\n" +
      "Run it in a shell without the local cloud's environment.\n",
  });
});

test("the engine takes the launcher's place: same process, arguments and exit code", async () => {
  const shell = await useLocalShell();
  const fake = writeScript(
    shell.directory,
    "fake-engine",
    'echo "$PULUMI_OPTION_CONFIG_FILE $*"',
    "exit 42",
  );
  shell.environment.SLIPWAY_PULUMI = fake;
  expect(await shell.pulumi("preview", "-s", "staging", "--diff")).toEqual({
    exitCode: 42,
    output: `${shell.directory}/data/stacks/Pulumi.staging.yaml preview -s staging --diff\n`,
  });
});

test.each([
  ["a local cloud", "SLIPWAY_LOCAL_DATA", ""],
  ["an engine's name", "SLIPWAY_PULUMI", "/data/stacks/Pulumi.staging.yaml"],
])(
  "in an environment without %s the engine behind it on PATH is run",
  async (_title, name, file) => {
    const shell = await useLocalShell();
    const engines = join(shell.directory, "engines");
    const fake = writeScript(engines, "pulumi", 'echo "behind:$PULUMI_OPTION_CONFIG_FILE $*"');
    const { PATH } = shell.environment;
    shell.environment.SLIPWAY_PULUMI = fake;
    shell.environment.PATH = PATH?.replace(":", `:${engines}:`);
    shell.environment[name] = "";
    const { output } = await shell.pulumi("preview", "-s", "staging");
    expect(output).toBe(`behind:${file && shell.directory + file} preview -s staging\n`);
  },
);

test("without a passphrase the launcher says what to run", async () => {
  const shell = await useLocalShell();
  delete shell.environment.PULUMI_CONFIG_PASSPHRASE;
  expect(await shell.pulumi("preview", "-s", "staging")).toEqual({
    exitCode: 1,
    output:
      "error: PULUMI_CONFIG_PASSPHRASE is not set.\n" +
      'Make the shell anew: `eval "$(npx slipway local env)"`.\n',
  });
});

test("the Automation API deploys through the launcher", { timeout: TIMEOUT_MS }, async () => {
  const shell = await useLocalShell();
  await shell.pulumi("stack", "init", "staging");
  const deploy = `
import { LocalWorkspace } from "@pulumi/pulumi/automation/index.js";
const [stackName, workDir] = process.argv.slice(2);
const stack = await LocalWorkspace.selectStack({ stackName, workDir });
const { outputs } = await stack.up();
console.log(JSON.stringify(outputs.key));
`;
  const file = join(shell.directory, "deploy.ts");
  writeFileSync(file, deploy);
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [file, "staging", shell.directory],
    { env: shell.environment },
  );
  expect(JSON.parse(stdout)).toEqual({ value: "sk_local", secret: true });
  expect(shell.committedFile()).toBe(committed);
});
