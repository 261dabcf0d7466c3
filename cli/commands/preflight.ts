import { z } from "zod";
import { readCommittedStack } from "../../infra/services.ts";
import { openPreflight } from "../../release/preflight/open-preflight.ts";
import { runIdentity } from "../../release/run-identity.ts";
import { runSteps } from "../../release/run-result.ts";
import { defineCommand } from "../command.ts";
import { finishRun, runObserver } from "../render-run.ts";
import { projectRoot } from "./local/options.ts";

export const preflight = defineCommand({
  name: "preflight",
  summary: "Look at all that a deployment looks at before it changes anything.",
  arguments: "<stack>",
  options: [],
  input: z.object({
    args: z.tuple([z.string()], { error: "name the stack to check: staging or production" }),
  }),
  async run({ args: [stack] }, output) {
    const { correlationId, actor } = runIdentity();
    const request = { isEmergency: false, isWindowOverridden: false };
    const { services } = await readCommittedStack(stack, projectRoot);
    const { checks, findings } = await openPreflight(stack, {
      projectDirectory: projectRoot,
      actor,
      services,
      request,
    });
    const result = await runSteps(correlationId, [checks], runObserver(output));
    return finishRun(output, result, findings());
  },
});
