import { z } from "zod";
import { lockedOut, type StackEngine } from "../engine.ts";
import type { GithubApi } from "../github-api.ts";
import type { Step } from "../run-result.ts";

/** The engine itself refuses a second update; this says so before anything else is done. */
export function lockCheck(engine: Pick<StackEngine, "stackName" | "lock">): Step {
  return {
    name: "No other update holds the stack",
    async run() {
      const lock = await engine.lock();
      if (lock !== undefined) throw lockedOut(engine.stackName, lock);
      return undefined;
    },
  };
}

/** The workflow that deploys, as `path` of its runs has it. */
const workflowFile = "/deploy.yml";

/** @see https://docs.github.com/en/rest/actions/workflow-runs#list-workflow-runs-for-a-repository */
const runsSchema = z.object({
  workflow_runs: z.array(
    z.object({
      id: z.number(),
      path: z.string(),
      display_title: z.string(),
      html_url: z.string(),
      created_at: z.string(),
      actor: z.object({ login: z.string() }).nullish(),
    }),
  ),
});
type WorkflowRun = z.infer<typeof runsSchema>["workflow_runs"][number];

export interface WorkflowCheckOptions {
  /** Undefined where there is no token. */
  readonly api: GithubApi | undefined;
  /** `owner/name` */
  readonly repository: string;
  readonly stack: string;
  readonly stacks: readonly string[];
  /** `GITHUB_RUN_ID` is the run that this is part of. */
  readonly env: NodeJS.ProcessEnv;
}

/** A run counts for the stack that its title names, or for all where it names none. */
export function workflowCheck(options: WorkflowCheckOptions): Step {
  const { api, repository, stack, stacks, env } = options;
  const isOther = ({ id, path, display_title: title }: WorkflowRun) =>
    String(id) !== env.GITHUB_RUN_ID &&
    path.endsWith(workflowFile) &&
    (title.includes(stack) || !stacks.some((name) => title.includes(name)));
  return {
    name: "No workflow deploys",
    skip: () => (api === undefined ? "GITHUB_TOKEN is not set" : undefined),
    async run() {
      const path = `/repos/${repository}/actions/runs?status=in_progress&per_page=100`;
      const answer = await api?.("GET", path).catch(() => undefined);
      const { data } = runsSchema.safeParse(answer);
      if (data === undefined) return { warning: "GitHub does not say which workflows run." };
      const others = data.workflow_runs.filter(isOther).map(describeRun);
      if (others.length > 0) throw new Error(`A deployment is running: ${others.join("; ")}.`);
      return undefined;
    },
  };
}

function describeRun({ display_title: title, actor, created_at: since, html_url }: WorkflowRun) {
  return `"${title}" of ${actor?.login ?? "somebody"} since ${since}, ${html_url}`;
}
