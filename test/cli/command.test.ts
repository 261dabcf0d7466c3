import { expect, onTestFinished, test, vi } from "vitest";
import { z } from "zod";
import { buildProgram, defineCommand } from "../../cli/command.ts";
import { ExitCode } from "../../cli/exit-codes.ts";
import { usePrinted } from "./printed.ts";

const greet = defineCommand({
  name: "local greet",
  summary: "Greets.",
  arguments: "<name>",
  options: [
    { flags: "--dry-run", description: "only say it" },
    { flags: "--how-often <count>", description: "how often" },
  ],
  input: z.object({
    args: z.tuple([z.string().min(2, "a name of 2 characters or more")], {
      error: "name somebody",
    }),
    dryRun: z.boolean().default(false),
    howOften: z.coerce.number({ error: "a number" }).optional(),
  }),
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
  const printed = usePrinted();
  const codes: unknown[] = [];
  const exit = vi.spyOn(process, "exit").mockImplementation((code) => {
    codes.push(code);
    throw new Error("exited");
  });
  onTestFinished(() => exit.mockRestore());
  const program = buildProgram([greet], (code) => codes.push(code));
  await program.parseAsync(["node", "slipway", ...words]).catch((error: Error) => {
    if (error.message !== "exited") throw error;
  });
  return { ...printed, codes };
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

test.each([
  [["greet", "A"], 'Argument 1 is "A"; it must be a name of 2 characters or more.', " greet"],
  [["greet"], "Name somebody.", " greet"],
  [["greet", "Ada", "Ben"], "Name somebody.", " greet"],
  [["greet", "Ada", "--how-often", "x"], '--how-often is "x"; it must be a number.', " greet"],
  [["greet", "Ada", "--dry"], "Unknown option '--dry'.", " greet"],
  [["greet", "Ada", "--dry-rnu"], "Unknown option '--dry-rnu'. Did you mean --dry-run?", " greet"],
  [["great"], "Unknown command 'great'. Did you mean greet?", ""],
])("%j is refused in two lines: what is wrong, and where help is", async (words, problem, name) => {
  const { stdout, stderr, codes } = await run("local", ...words);
  expect([stdout, codes]).toEqual(["", [1]]);
  expect(stderr).toBe(`✗ ${problem}\n  Help: npx slipway local${name} --help\n`);
});

test("with --json a failure is one document too", async () => {
  const { stdout, codes } = await run("local", "greet", "nobody", "--json");
  expect(JSON.parse(stdout)).toEqual({
    error: { code: "x", message: "Nobody is here.", hint: "Wait." },
  });
  expect(codes).toEqual([1]);
});

test("help shows a command with its arguments and without its options", async () => {
  const { stdout } = await run("help", "local");
  expect(stdout).toContain("  greet <name>  Greets.");
});

test("an expected failure is shown with its hint and without a stack", async () => {
  const { stderr, codes } = await run("local", "greet", "nobody");
  expect(stderr).toContain("Nobody is here.");
  expect(stderr).toContain("Wait.");
  expect(stderr).not.toContain("at ");
  expect(codes).toEqual([1]);
});
