import { expect, test } from "vitest";
import { parse } from "yaml";
import { recordProgram } from "../infra/program.ts";
import { find } from "../infra/recorder.ts";
import { projectFiles, read } from "./source-files.ts";

// Proves what can be known of a workflow without running it: that it has no right and trusts no code
// beyond what it needs. That its commands work, the tests of those commands prove.

interface Job {
  name?: string;
  permissions?: unknown;
  "timeout-minutes"?: number;
  steps: { uses?: string; run?: string; with?: Record<string, unknown> }[];
}

interface Workflow {
  on: Record<string, unknown>;
  permissions?: unknown;
  concurrency?: unknown;
  jobs: Record<string, Job>;
}

const files = projectFiles().filter((file) => file.startsWith(".github/workflows/"));
const workflows = files.map((file) => [file, parse(read(file)) as Workflow] as const);
const jobs = workflows.flatMap(([file, { jobs }]) =>
  Object.entries(jobs).map(([name, job]) => [`${file} ${name}`, job] as const),
);

test.each(workflows)(
  "%s has no permission by itself, and runs once at a time",
  (_file, workflow) => {
    expect(workflow.permissions).toEqual({});
    expect(workflow.concurrency).toBeDefined();
    expect(Object.keys(workflow.on)).not.toContain("pull_request_target");
  },
);

test.each(jobs)("the job %s says what it may do and how long", (_name, job) => {
  expect(job.permissions).toBeTypeOf("object");
  expect(job["timeout-minutes"]).toBeTypeOf("number");
});

test.each(files)("%s names each action by its commit, with its version beside it", (file) => {
  const used = read(file)
    .split("\n")
    .filter((line) => /\buses:/.test(line));
  expect(used.length).toBeGreaterThan(0);
  for (const line of used) expect(line).toMatch(/uses: [\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
});

test.each(jobs)("the job %s leaves no credentials in its checkout", (_name, job) => {
  const checkouts = job.steps.filter(({ uses }) => uses?.startsWith("actions/checkout@"));
  for (const step of checkouts) expect(step.with).toMatchObject({ "persist-credentials": false });
});

test.each(jobs)("the job %s puts nothing of others' into a shell", (_name, job) => {
  const scripts = job.steps.flatMap(({ run }) => run ?? []);
  for (const script of scripts) expect(script).not.toContain("${{");
});

test("the checks that main's ruleset asks for are jobs of the test workflow", async () => {
  const { jobs } = parse(read(".github/workflows/test.yml")) as Workflow;
  const names = Object.values(jobs).map(({ name }) => name);
  const recording = await recordProgram("production");
  const type = "github:index/repositoryRuleset:RepositoryRuleset";
  const { rules } = find(recording, type, "repository-main").inputs as {
    rules: { requiredStatusChecks: { requiredChecks: { context: string }[] } };
  };
  const required = rules.requiredStatusChecks.requiredChecks.map(({ context }) => context);
  expect(required.length).toBeGreaterThan(0);
  expect(names).toEqual(expect.arrayContaining(required));
});
