import { styleText } from "node:util";
import { z } from "zod";
import { readCommittedStack } from "../../infra/services.ts";
import { chooseServices } from "../../release/choose-services.ts";
import { StackEngine } from "../../release/engine.ts";
import { runIdentity } from "../../release/run-identity.ts";
import { parseStackOutputs } from "../../release/stack-outputs.ts";
import { verifyServices } from "../../release/verify.ts";
import { defineCommand } from "../command.ts";
import { describeService, exitCodeOf } from "../render-service.ts";
import { projectRoot } from "./local/options.ts";

export const verify = defineCommand({
  name: "verify",
  summary: "Ask a stack's services as their users do, and compare with what the stack says.",
  arguments: "<stack>",
  options: [{ flags: "--service <name>", description: "only this service" }],
  input: z.object({
    args: z.tuple([z.string()], { error: "name the stack to verify: staging or production" }),
    service: z.string().min(1, "the name of a service").optional(),
  }),
  async run({ args: [stack], service }, output) {
    const { correlationId } = runIdentity();
    const { services } = await readCommittedStack(stack, projectRoot);
    const chosen = chooseServices(services, service);
    const deployed = parseStackOutputs(await StackEngine.open(stack, projectRoot).outputs());
    const connectTo = process.env.SLIPWAY_CONNECT_TO;
    const reports = await verifyServices(chosen, deployed, { correlationId, connectTo });
    for (const report of reports) for (const line of describeService(report)) output.line(line);
    output.line(styleText("dim", correlationId));
    output.json({ correlationId, stack, services: reports });
    return exitCodeOf(reports);
  },
});
