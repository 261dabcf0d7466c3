import { beforeEach, expect, onTestFinished, test, vi } from "vitest";
import { buildProgram, type Command } from "../../cli/command.ts";
import { configCheck } from "../../cli/commands/config/check.ts";
import { configDiff } from "../../cli/commands/config/diff.ts";
import { usePrinted } from "./printed.ts";

// Proves what the commands make of the committed stacks where there is neither an engine nor a local
// cloud: a fresh clone, whose values are the local cloud's and whose secrets nobody has set.

beforeEach(() => {
  vi.stubEnv("PATH", "/nowhere");
  vi.stubEnv("CLOUDFLARE_BASE_URL", "");
  vi.stubEnv("GITHUB_BASE_URL", "");
  vi.stubEnv("PAGERDUTY_API_URL", "");
  vi.stubEnv("SLACK_API_URL", "");
  onTestFinished(() => {
    vi.unstubAllEnvs();
  });
});

interface Report {
  stacks: string[];
  findings?: { stacks: string[]; key: string; kind: string }[];
  differences?: { key: string; verdict: string }[];
}

async function run(command: Command, ...words: string[]) {
  const printed = usePrinted();
  const codes: number[] = [];
  const program = buildProgram([command], (code) => codes.push(code));
  await program.parseAsync(["node", "slipway", ...command.name.split(" "), ...words, "--json"]);
  return { report: JSON.parse(printed.stdout) as Report, code: codes[0] };
}

test("config check finds the local cloud's values and the missing secrets of each stack", async () => {
  const { report, code } = await run(configCheck);
  expect(report.stacks).toEqual(["production", "staging"]);
  const found = (report.findings ?? []).map(({ stacks, key }) => `${stacks.join()} ${key}`);
  for (const stack of report.stacks) {
    expect(found).toContain(`${stack} slipway:accountId`);
    expect(found).toContain(`${stack} slipway:stripeSecretKey`);
  }
  expect(code).toBe(1);
});

test("config check of one stack tells of that stack alone", async () => {
  const { report } = await run(configCheck, "staging");
  const stacks = (report.findings ?? []).flatMap((finding) => finding.stacks);
  expect(new Set(stacks)).toEqual(new Set(["staging"]));
});

test("config diff of the committed stacks has nothing that nobody has reviewed", async () => {
  const { report, code } = await run(configDiff, "staging", "production");
  const verdicts = (report.differences ?? []).map(({ verdict }) => verdict);
  expect(new Set(verdicts)).toEqual(new Set(["reviewed"]));
  expect(code).toBe(0);
});
