import { z } from "zod";
import { readCommittedStack } from "../../infra/services.ts";
import { StackEngine } from "../../release/engine.ts";
import { commitOf, openStackNotifier, readLedger } from "../../release/rollback/stack-side.ts";
import { reconcileState } from "../../release/rollback/state.ts";
import { defineCommand } from "../command.ts";
import { rollBack } from "../rollback.ts";
import { rollbackOptions } from "../rollback-options.ts";
import { projectRoot } from "./local/options.ts";

const oneStack = "name the stack to roll back: staging or production";

export const rollback = defineCommand({
  name: "rollback",
  summary: "Give the traffic back to the release before, or to a named one.",
  arguments: "<stack>",
  options: [
    ...rollbackOptions,
    { flags: "--break-stale-lock", description: "remove the lock that a killed update left" },
  ],
  input: z.object({
    args: z.tuple([z.string()], { error: oneStack }),
    to: z.string().min(1, "a release, or a version's id").optional(),
    service: z.string().min(1, "the name of a service").optional(),
    message: z.string().max(500, "at most 500 characters").optional(),
    confirm: z.string().optional(),
    force: z.boolean().default(false),
    dryRun: z.boolean().default(false),
    wait: z.boolean().default(true),
    breakStaleLock: z.boolean().default(false),
  }),
  async run({ args: [stack], breakStaleLock: breaksStaleLock, ...request }, output) {
    const committed = await readCommittedStack(stack, projectRoot);
    const engine = StackEngine.open(stack, projectRoot);
    return rollBack(
      { stack, ...request },
      {
        ...committed,
        command: "npx slipway rollback",
        env: process.env,
        readLedger: () => readLedger(engine),
        commitOf: (release) => commitOf(engine, release),
        openPeople: () => openStackNotifier(engine, committed),
        reconcile: (order, repeat) => reconcileState(engine, order, { repeat, breaksStaleLock }),
      },
      output,
    );
  },
});
