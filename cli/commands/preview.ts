import { z } from "zod";
import { readCommittedStack } from "../../infra/services.ts";
import { describePlan } from "../../release/deploy/update-progress.ts";
import { StackEngine } from "../../release/engine.ts";
import { githubApi } from "../../release/github-api.ts";
import { deletionConcerns } from "../../release/plan/deletion-guard.ts";
import { planComment } from "../../release/plan/plan-comment.ts";
import { putComment } from "../../release/plan/pull-request-comment.ts";
import { ReleaseError } from "../../release/release-error.ts";
import { requireStacks } from "../../release/stack-file.ts";
import { defineCommand } from "../command.ts";
import { ExitCode } from "../exit-codes.ts";
import { projectRoot } from "./local/options.ts";

const numberRule = "the number of a pull request";

export const preview = defineCommand({
  name: "preview",
  summary: "Show what an update would do; put it on a pull request if asked.",
  arguments: "<stack>",
  options: [
    {
      flags: "--refresh",
      description: "compare with what the vendors say, not with the state alone",
    },
    { flags: "--pull-request <number>", description: "write it there, in place of the last one" },
  ],
  input: z.object({
    args: z.tuple([z.string()], { error: "name the stack: staging or production" }),
    refresh: z.boolean().default(false),
    pullRequest: z.coerce
      .number({ error: numberRule })
      .int(numberRule)
      .min(1, numberRule)
      .optional(),
  }),
  async run({ args: [stack], refresh, pullRequest }, output) {
    await requireStacks([stack], projectRoot);
    const engine = StackEngine.open(stack, projectRoot);
    const { plan, warnings } = await engine.preview({ refresh });
    const concerns = deletionConcerns(plan);
    for (const line of describePlan(plan)) output.line(line);
    if (plan.changes.length === 0) output.line(`${stack}: no changes.`);
    for (const line of [...warnings, ...concerns]) output.line(`Warning: ${line}`);
    const body = planComment({ stack, plan, warnings, gitSha: process.env.GITHUB_SHA ?? "" });
    const comment = pullRequest && (await publish(stack, pullRequest, body));
    if (comment !== undefined) output.line(`Written to ${comment}`);
    output.json({ stack, plan, warnings, concerns, ...(comment ? { comment } : {}) });
    return concerns.length > 0 ? ExitCode.warnings : ExitCode.ok;
  },
});

/** @returns the comment's address. */
async function publish(stack: string, number: number, body: string): Promise<string> {
  const api = githubApi();
  if (api === undefined) {
    throw new ReleaseError("environment", "GITHUB_TOKEN is not set, so nothing can be written.", {
      hint: "In a workflow: permissions: pull-requests: write, and env: GITHUB_TOKEN.",
    });
  }
  const [owner = "", repository = ""] = (
    await readCommittedStack(stack, projectRoot)
  ).repository.split("/");
  return putComment(api, { owner, repository, number }, body);
}
