import { spawn } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import { type Project, useProject } from "./support/project.ts";

// Proves our language host and our launcher of dynamic resources against the real engine. Where the
// machine has the official ones, it proves those.

const TIMEOUT_MS = 180_000;

/** The provider is a module that the dynamic provider's process loads; it notes each call. */
const noteProvider = `
import { appendFileSync } from "node:fs";
interface Note { text: string; key: string }
const note = (line: string) => appendFileSync(process.env.CALLS ?? "", line + "\\n");
export const provider = {
  async check(_olds: Note, news: Note) { return { inputs: news }; },
  async diff(_id: string, olds: Note, news: Note) {
    return { changes: olds.text !== news.text, replaces: [] };
  },
  async create(inputs: Note) { note(\`create \${inputs.text}\`); return { id: "1", outs: inputs }; },
  async read(id: string, props: Note) { note("read"); return { id, props }; },
  async update(_id: string, _olds: Note, news: Note) { note(\`update \${news.text}\`); return { outs: news }; },
  async delete() { note("delete"); },
};
`;

const noteProgram = `
import * as pulumi from "@pulumi/pulumi";
const handler = \`
const { join } = require("node:path");
const { pathToFileURL } = require("node:url");
const load = () => import(pathToFileURL(join(process.cwd(), "provider.ts")).href);
const call = (method) => async (...args) => (await load()).provider[method](...args);
exports.handler = () => Object.fromEntries(
  ["check", "diff", "create", "read", "update", "delete"].map((name) => [name, call(name)]));
\`;
class Note extends pulumi.CustomResource {
  constructor(name: string, args: pulumi.Inputs) {
    super("pulumi-nodejs:dynamic/test:Note", name, { ...args, __provider: handler });
  }
}
const config = new pulumi.Config();
new Note("note", { text: config.require("text"), key: config.requireSecret("key") });
export const text: string = config.require("text");
export const key: pulumi.Output<string> = config.requireSecret("key");
`;

async function useNotes() {
  const project = await useProject({
    "infra/index.ts": noteProgram,
    "infra/provider.ts": noteProvider,
  });
  const calls = join(project.directory, "calls");
  writeFileSync(calls, "");
  project.environment.CALLS = calls;
  await succeed(project, "stack", "init", "dev");
  await succeed(project, "config", "set", "--secret", "key", "hunter2");
  const stackFile = join(project.directory, "Pulumi.dev.yaml");
  const initial = readFileSync(stackFile, "utf8");
  return {
    project,
    calls: () => readFileSync(calls, "utf8").trim().split("\n"),
    setText: (text: string) => writeFileSync(stackFile, `${initial}  tiny:text: ${text}\n`),
  };
}

async function succeed(project: Project, ...args: string[]): Promise<string> {
  const { exitCode, output } = await project.pulumi(...args);
  expect({ args, exitCode, output }).toMatchObject({ exitCode: 0 });
  return output;
}

test("a program in TypeScript modules with a dynamic resource lives through all commands", {
  timeout: TIMEOUT_MS,
}, async () => {
  const { project, calls, setText } = await useNotes();
  setText("one");
  await succeed(project, "preview");
  expect(calls()).toEqual([""]);
  const created = await succeed(project, "up", "--yes", "--skip-preview");
  expect(created).not.toContain("from $PATH");
  await succeed(project, "preview", "--expect-no-changes");
  setText("two");
  const updated = await succeed(project, "up", "--yes", "--skip-preview");
  await succeed(project, "refresh", "--yes", "--skip-preview", "--expect-no-changes");
  expect(await succeed(project, "stack", "output", "key", "--show-secrets")).toBe("hunter2\n");
  const state = await succeed(project, "stack", "export");
  await succeed(project, "destroy", "--yes", "--skip-preview");
  expect(calls()).toEqual(["create one", "update two", "read", "delete"]);
  expect(created + updated + state).not.toContain("hunter2");
});

test.each([
  [
    "reports its own error once, without a stack",
    `import * as pulumi from "@pulumi/pulumi"; throw new pulumi.RunError("No zone is set.");`,
    /error: No zone is set\.\n(?![\s\S]*(exited with| at ))/,
  ],
  ["is told to have ended without a word", "process.exit(3);", /The program exited with code 3\./],
  [
    "that does not parse is shown with its place",
    "export const a: number = ;",
    /index\.ts[\s\S]*Expression expected/,
  ],
])("a failing program %s", { timeout: TIMEOUT_MS }, async (_title, program, expected) => {
  const project = await useProject({ "infra/index.ts": program });
  await succeed(project, "stack", "init", "dev");
  const { exitCode, output } = await project.pulumi("preview");
  expect(exitCode).not.toBe(0);
  expect(output).toMatch(expected);
});

test("a program and its host end with an engine that is killed", {
  timeout: TIMEOUT_MS,
}, async () => {
  const program = `
import { writeFileSync } from "node:fs";
writeFileSync(process.env.PIDS ?? "", JSON.stringify([process.pid, process.ppid]));
await new Promise(() => setInterval(() => {}, 1000));
`;
  const project = await useProject({ "infra/index.ts": program });
  const file = join(project.directory, "pids");
  await succeed(project, "stack", "init", "dev");
  const engine = spawn("pulumi", ["preview"], {
    cwd: project.directory,
    env: { ...project.environment, PIDS: file },
    stdio: "ignore",
  });
  onTestFinished(() => void engine.kill("SIGKILL"));
  const soon = { timeout: 60_000, interval: 100 };
  const pids = await vi.waitFor(() => JSON.parse(readFileSync(file, "utf8")) as number[], soon);
  expect(pids.map(isAlive)).toEqual([true, true]);
  engine.kill("SIGKILL");
  await vi.waitFor(() => expect(pids.map(isAlive)).toEqual([false, false]), soon);
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

test("`pulumi about` names the Node release and the program's dependencies", {
  timeout: TIMEOUT_MS,
}, async () => {
  const project = await useProject({ "infra/index.ts": "" });
  const about = JSON.parse(await succeed(project, "about", "--json"));
  expect(about.runtime).toMatchObject({ language: "nodejs", version: process.version });
  expect(about.dependencies).toEqual([{ name: "@pulumi/pulumi", version: "3.256.0" }]);
});
