import { expect, test } from "vitest";
import { buildProgram, type Command } from "../../cli/command.ts";
import { tokens } from "../../cli/commands/tokens.ts";
import { windows } from "../../cli/commands/windows.ts";
import { usePrinted } from "./printed.ts";

// Proves what the commands say that change nothing and ask nobody, by the committed stacks.

/** Runs a command; what it prints for people or, with `--json`, for machines. */
async function run(command: Command, ...words: string[]) {
  const printed = usePrinted();
  const codes: number[] = [];
  const program = buildProgram([command], (code) => codes.push(code));
  await program.parseAsync(["node", "slipway", command.name, ...words]);
  return { ...printed, code: codes[0] };
}

test("windows tells of every stack, and of as many openings as are asked for", async () => {
  const { stdout, code } = await run(windows, "--count", "2", "--json");
  const reports = JSON.parse(stdout) as { stack: string; openings: { opensAt: string }[] }[];
  expect(reports.map(({ stack, openings }) => [stack, openings.length])).toEqual([
    ["production", 2],
    ["staging", 2],
  ]);
  expect(code).toBe(0);
});

test("windows says that staging is always open", async () => {
  const { stdout } = await run(windows, "staging");
  expect(stdout).toBe("staging: open. Deployments begin at any time.\n");
});

test.each(["0", "101", "many"])("windows takes no count of %s", async (count) => {
  const { stderr, code } = await run(windows, "--count", count);
  expect(stderr).toContain(`--count is "${count}"; it must be a whole number from 1 to 100.`);
  expect(code).toBe(1);
});

test("tokens lists what the token for a rollback needs, and where", async () => {
  const { stdout, code } = await run(tokens, "production");
  const rollback = stdout.slice(stdout.indexOf("rollback:"), stdout.indexOf("probe:"));
  expect(rollback).toMatchInlineSnapshot(`
    "rollback: the emergency part of a rollback: traffic, audit record, messages
      Cloudflare, account 10ca1c10ad0000000000000000000001: Workers Scripts: Edit; Workers KV Storage: Edit
      GitHub, repository slipway-local/slipway: Deployments: Read and write; Issues: Read and write
      Slack: chat:write

    "
  `);
  expect(code).toBe(0);
});
