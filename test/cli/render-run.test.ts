import { stripVTControlCharacters } from "node:util";
import { expect, onTestFinished, test, vi } from "vitest";
import { Output } from "../../cli/output.ts";
import { finishRun, runObserver } from "../../cli/render-run.ts";
import type { RunResult, StepResult } from "../../release/run-result.ts";

/** What is printed, without colours. */
function usePrinted(isJson = false) {
  const written = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const) {
    const spy = vi.spyOn(process[name], "write").mockImplementation((text) => {
      written[name] += stripVTControlCharacters(String(text));
      return true;
    });
    onTestFinished(() => spy.mockRestore());
  }
  return { output: new Output({ json: isJson }), written };
}

const result = (steps: StepResult[], status: RunResult["status"]): RunResult => ({
  correlationId: "run-1",
  status,
  steps,
});

test("each step is shown when it begins and with what became of it", () => {
  const { output, written } = usePrinted();
  const observer = runObserver(output);
  observer.started("Update staging");
  observer.ended({
    name: "Update staging",
    status: "failed",
    durationMs: 12_345,
    error: { message: "It is so.\nReally.", hint: "Do this." },
  });
  observer.ended({ name: "Watch", status: "skipped", note: "not asked for" });
  expect(written.stdout).toMatchInlineSnapshot(`
    "▸ Update staging
    ✗ Update staging 12 s
      It is so.
      Really.
      Do this.
    – Watch
      not asked for
    "
  `);
});

test("of steps at the same time, those that end soon are shown at their end alone", () => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  const { output, written } = usePrinted();
  const observer = runObserver(output);
  for (const step of ["first", "quick", "slow"]) observer.started(step);
  observer.ended({ name: "quick", status: "succeeded", durationMs: 40 });
  vi.advanceTimersByTime(1000);
  expect(written.stdout).toBe("▸ first\n✓ quick 0.0 s\n▸ slow\n");
});

test.each([
  { status: "succeeded", code: 0, verdict: "Done. run-1" },
  { status: "warnings", code: 2, verdict: "Done, with warnings. run-1" },
] as const)("a run that ended with $status has exit code $code", ({ status, code, verdict }) => {
  const { output, written } = usePrinted();
  expect(finishRun(output, result([], status))).toBe(code);
  expect(written.stdout).toBe(`\n${verdict}\n`);
});

test("a failed run names what failed and what was not done", () => {
  const { output, written } = usePrinted();
  const steps: StepResult[] = [
    { name: "Update staging", status: "failed" },
    { name: "Verify", status: "not-executed" },
  ];
  expect(finishRun(output, result(steps, "failed"))).toBe(1);
  expect(written.stdout).toBe("\nNot done: Verify.\nFailed: Update staging. run-1\n");
});

test("with --json standard output is one document, and the rest is on standard error", () => {
  const { output, written } = usePrinted(true);
  const observer = runObserver(output);
  observer.started("Verify");
  const ended = result([{ name: "Verify", status: "succeeded" }], "succeeded");
  finishRun(output, ended, { stack: "staging" });
  expect(JSON.parse(written.stdout)).toEqual({ ...ended, stack: "staging" });
  expect(written.stderr).toBe("▸ Verify\n\nDone. run-1\n");
});
