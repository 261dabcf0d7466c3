import { styleText } from "node:util";
import type { RunObserver, RunResult, StepResult } from "../release/run-result.ts";
import { ExitCode } from "./exit-codes.ts";
import { duration, type Output } from "./output.ts";

type Status = StepResult["status"];

const marks: Record<Status, { sign: string; color: "green" | "yellow" | "red" | "dim" }> = {
  succeeded: { sign: "✓", color: "green" },
  warning: { sign: "!", color: "yellow" },
  failed: { sign: "✗", color: "red" },
  skipped: { sign: "–", color: "dim" },
  "not-executed": { sign: "·", color: "dim" },
};

/** Of steps that are done at the same time, those that end sooner are shown at their end alone. */
const longStepMs = 1000;

/** Shows a run as it goes on: a line when a step begins, and what became of it when it ends. */
export function runObserver(output: Output): RunObserver {
  const running = new Map<string, NodeJS.Timeout | undefined>();
  return {
    started(step) {
      const show = () => output.line(`${styleText("cyan", "▸")} ${step}`);
      const isAlone = running.size === 0;
      running.set(step, isAlone ? undefined : setTimeout(show, longStepMs));
      if (isAlone) show();
    },
    ended(result) {
      clearTimeout(running.get(result.name));
      running.delete(result.name);
      for (const line of describeStep(result)) output.line(line);
    },
  };
}

/**
 * Shows how a run ended, with its correlation id.
 * @param details what else the JSON document has, beside the run's own fields.
 */
export function finishRun(output: Output, result: RunResult, details: object = {}): ExitCode {
  const left = result.steps.filter(({ status }) => status === "not-executed");
  output.line();
  if (left.length > 0) output.line(`Not done: ${left.map(({ name }) => name).join(", ")}.`);
  output.line(`${verdict(result)} ${styleText("dim", result.correlationId)}`);
  output.json({ ...result, ...details });
  return exitCodes[result.status];
}

const exitCodes: Record<RunResult["status"], ExitCode> = {
  succeeded: ExitCode.ok,
  warnings: ExitCode.warnings,
  failed: ExitCode.failed,
};

function verdict({ status, steps }: RunResult): string {
  if (status === "succeeded") return styleText("green", "Done.");
  if (status === "warnings") return styleText("yellow", "Done, with warnings.");
  const failed = steps.filter((step) => step.status === "failed").map(({ name }) => name);
  return styleText("red", `Failed: ${failed.join(", ")}.`);
}

function describeStep({ name, status, durationMs, note, error }: StepResult): string[] {
  const { sign, color } = marks[status];
  const time = durationMs === undefined ? "" : ` ${styleText("dim", duration(durationMs))}`;
  const told = [note, error?.message, error?.hint].filter((text) => text !== undefined);
  return [`${styleText(color, sign)} ${name}${time}`, ...told.flatMap(indented)];
}

/** Lines of a text under the step that they belong to. */
export function indented(text: string): string[] {
  return text.split("\n").map((line) => `  ${line}`);
}
