import { z } from "zod";
import { readStackFile, stacksOf } from "../../release/stack-file.ts";
import {
  type DeployWindow,
  describeOpening,
  describeWindow,
  isAlwaysOpen,
  openings,
  whyClosed,
} from "../../release/window.ts";
import { defineCommand } from "../command.ts";
import { ExitCode } from "../exit-codes.ts";
import type { Output } from "../output.ts";
import { projectRoot } from "./local/options.ts";

const countRule = "a whole number from 1 to 100";

export const windows = defineCommand({
  name: "windows",
  summary: "Show when deployments may begin, on the team's clocks and in UTC.",
  arguments: "[stack]",
  options: [
    { flags: "--count <number>", description: "how many openings to show per stack (default 5)" },
  ],
  input: z.object({
    args: z.array(z.string()).max(1, "name one stack: staging or production"),
    count: z.coerce
      .number({ error: countRule })
      .int(countRule)
      .min(1, countRule)
      .max(100, countRule)
      .default(5),
  }),
  async run({ args, count }, output) {
    const stacks = args.length > 0 ? args : await stacksOf(projectRoot);
    const now = new Date();
    const reports = await Promise.all(
      stacks.map(async (stack) => {
        const { deployWindow } = await readStackFile(stack, projectRoot);
        return windowReport(stack, deployWindow, now, count);
      }),
    );
    for (const report of reports) render(report, output);
    output.json(reports);
    return ExitCode.ok;
  },
});

type WindowReport = ReturnType<typeof windowReport>;

function windowReport(stack: string, window: DeployWindow, now: Date, count: number) {
  const closed = whyClosed(window, now);
  return {
    stack,
    isOpen: closed === undefined,
    window,
    ...(closed === undefined ? {} : { closed }),
    openings: openings(window, now, count),
  };
}

function render({ stack, window, closed, openings }: WindowReport, output: Output): void {
  const state = closed ?? `Deployments begin ${describeWindow(window)}.`;
  output.line(`${stack}: ${closed === undefined ? "open" : "closed"}. ${state}`);
  if (isAlwaysOpen(window)) return;
  for (const opening of openings) output.line(`  ${describeOpening(opening, window.timeZone)}`);
}
