import { styleText } from "node:util";
import { z } from "zod";
import { readCommittedStack } from "../../infra/services.ts";
import { chooseServices } from "../../release/choose-services.ts";
import { StackEngine } from "../../release/engine.ts";
import { runIdentity } from "../../release/run-identity.ts";
import { parseStackOutputs } from "../../release/stack-outputs.ts";
import { defineCommand } from "../command.ts";
import { durationInput } from "../duration-input.ts";
import { describeOutcome, exitCodeOf, worstExitCode } from "../render-watch.ts";
import { canAsk } from "../typed-answer.ts";
import { watchService } from "../watch-service.ts";
import { projectRoot } from "./local/options.ts";

export const watch = defineCommand({
  name: "watch",
  summary: "Watch a release by the decision matrix; go back where it is critical.",
  arguments: "<stack>",
  options: [
    { flags: "--service <name>", description: "only this service" },
    { flags: "--for <time>", description: "how long: 30m (default), 24h" },
    { flags: "--every <time>", description: "how often: 10s (default), 5m" },
    { flags: "--no-rollback", description: "end where it is critical, and move nothing" },
  ],
  input: z.object({
    args: z.tuple([z.string()], { error: "name the stack to watch: staging or production" }),
    service: z.string().min(1, "the name of a service").optional(),
    for: durationInput.default(30 * 60_000),
    every: durationInput.default(10_000),
    rollback: z.boolean().default(true),
  }),
  async run({ args: [stack], service, rollback, ...times }, output) {
    const identity = runIdentity();
    const { services } = await readCommittedStack(stack, projectRoot);
    const chosen = chooseServices(services, service);
    const engine = StackEngine.open(stack, projectRoot);
    const deployed = parseStackOutputs(await engine.outputs());
    const request = {
      engine,
      deployed,
      identity,
      env: process.env,
      signal: interruption(),
      forMs: times.for,
      everyMs: times.every,
      policy: { rollsBack: rollback, asks: canAsk() },
    };
    const watched = await Promise.all(
      Object.entries(chosen).map(async ([name, found]) => {
        return { name, ...(await watchService(name, found, request, output)) };
      }),
    );
    output.line();
    for (const outcome of watched) {
      for (const line of describeOutcome(outcome, stack, outcome.name)) output.line(line);
    }
    output.line(styleText("dim", identity.correlationId));
    output.json({ correlationId: identity.correlationId, stack, services: watched });
    return worstExitCode(watched.map(exitCodeOf));
  },
});

/** Ctrl-C ends a watch in its own time: a rollback that has begun is brought to its end. */
function interruption(): AbortSignal {
  const controller = new AbortController();
  for (const name of ["SIGINT", "SIGTERM"] as const) process.on(name, () => controller.abort());
  return controller.signal;
}
