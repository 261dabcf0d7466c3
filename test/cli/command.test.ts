import { expect, onTestFinished, test, vi } from "vitest";
import { z } from "zod";
import { buildProgram, defineCommand } from "../../cli/command.ts";
import { ExitCode } from "../../cli/exit-codes.ts";

const greet = defineCommand({
  name: "local greet",
  summary: "Greets.",
  arguments: "<name>",
  options: [{ flags: "--dry-run", description: "only say it" }],
  input: z.object({ args: z.tuple([z.string().min(2)]), dryRun: z.boolean().default(false) }),
  async run({ args: [name], dryRun }, output) {
    if (name === "nobody")
      throw Object.assign(new Error("Nobody is here."), { code: "x", hint: "Wait." });
    output.line(`Hello ${name}, dry run ${dryRun}`);
    output.json({ name });
    return ExitCode.warnings;
  },
});

/** Runs the program on a command line; what it prints and its exit code. */
async function run(...words: string[]) {
  const written = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const) {
    const spy = vi.spyOn(process[name], "write").mockImplementation((text) => {
      written[name] += String(text);
      return true;
    });
    onTestFinished(() => spy.mockRestore());
  }
  const codes: ExitCode[] = [];
  const program = buildProgram([greet], (code) => codes.push(code));
  await program.parseAsync(["node", "slipway", ...words]);
  return { ...written, codes };
}

test("a command gets its arguments and options and decides the exit code", async () => {
  const { stdout, codes } = await run("local", "greet", "Ada", "--dry-run");
  expect([stdout, codes]).toEqual(["Hello Ada, dry run true\n", [2]]);
});

test("with --json standard output is one document", async () => {
  const { stdout, stderr } = await run("local", "greet", "Ada", "--json");
  expect(JSON.parse(stdout)).toEqual({ name: "Ada" });
  expect(stderr).toContain("Hello Ada");
});

test("wrong input is named by its place and fails", async () => {
  const { stderr, codes } = await run("local", "greet", "A");
  expect(stderr).toMatch(/argument 1: .*2 characters[\s\S]*slipway local greet --help/);
  expect(codes).toEqual([1]);
});

test("an expected failure is shown with its hint and without a stack", async () => {
  const { stderr, codes } = await run("local", "greet", "nobody");
  expect(stderr).toContain("Nobody is here.");
  expect(stderr).toContain("Wait.");
  expect(stderr).not.toContain("at ");
  expect(codes).toEqual([1]);
});
