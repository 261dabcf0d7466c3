import type { DeploymentNotes } from "../deployment-notes.ts";
import type { GithubApi } from "../github-api.ts";

/** What a GitHub deployment is of. */
export interface GithubDeploymentOrder {
  /** `owner/name` */
  readonly repository: string;
  /** The Worker's name: an environment has an active deployment of each. */
  readonly worker: string;
  /** The whole hash of a commit that GitHub knows. */
  readonly ref: string;
  readonly environment: string;
  readonly description: string;
  /** Address of the system. */
  readonly url: string;
  readonly correlationId: string;
  readonly notes?: DeploymentNotes;
}

export interface GithubDeployment {
  readonly id: number;
  /** Says how it ended; a success makes the Worker's older ones in the environment inactive. */
  finish(state: "success" | "failure", description: string): Promise<void>;
}

/** GitHub cuts nothing off: a longer description is refused. */
const longestDescription = 140;

/**
 * Opens a deployment that is in progress.
 * @param logUrl of the workflow's run, where there is one.
 * @throws ReleaseError `vendor`, for one when GitHub does not know the commit.
 * @see https://docs.github.com/en/rest/deployments/deployments#create-a-deployment
 */
export async function openGithubDeployment(
  github: GithubApi,
  order: GithubDeploymentOrder,
  logUrl: string | undefined = workflowRunUrl(process.env),
): Promise<GithubDeployment> {
  const path = `/repos/${order.repository}/deployments`;
  const { environment } = order;
  const task = `deploy:${order.worker}`;
  const { id } = (await github("POST", path, {
    ref: order.ref,
    environment,
    task,
    description: cut(order.description),
    payload: { correlationId: order.correlationId, ...order.notes },
    // What is deployed was decided by whoever runs this, so GitHub merges and requires nothing.
    auto_merge: false,
    required_contexts: [],
  })) as { id: number };
  const setStatus = (state: string, description: string) =>
    github("POST", `${path}/${id}/statuses`, {
      state,
      description: cut(description),
      environment_url: order.url,
      // By itself GitHub would retire the deployments of all other Workers in the environment.
      auto_inactive: false,
      ...(logUrl === undefined ? {} : { log_url: logUrl }),
    });
  await setStatus("in_progress", order.description);
  return {
    id,
    async finish(state, description) {
      await setStatus(state, description);
      if (state === "success") await retireOlder(github, path, { environment, task, id });
    },
  };
}

/** From the newest on, up to one that was retired before. */
async function retireOlder(
  github: GithubApi,
  path: string,
  { environment, task, id }: { environment: string; task: string; id: number },
): Promise<void> {
  const query = new URLSearchParams({ environment, task, per_page: "30" });
  const all = (await github("GET", `${path}?${query}`)) as readonly { id: number }[];
  for (const older of all.filter((each) => each.id < id)) {
    const statuses = `${path}/${older.id}/statuses`;
    const [latest] = (await github("GET", `${statuses}?per_page=1`)) as { state: string }[];
    if (latest?.state === "inactive") return;
    if (latest?.state === "success") await github("POST", statuses, { state: "inactive" });
  }
}

/** @see https://docs.github.com/en/actions/reference/workflows-and-actions/variables */
function workflowRunUrl(env: NodeJS.ProcessEnv): string | undefined {
  const { GITHUB_SERVER_URL, GITHUB_REPOSITORY, GITHUB_RUN_ID } = env;
  if (!GITHUB_SERVER_URL || !GITHUB_REPOSITORY || !GITHUB_RUN_ID) return undefined;
  return `${GITHUB_SERVER_URL}/${GITHUB_REPOSITORY}/actions/runs/${GITHUB_RUN_ID}`;
}

function cut(text: string): string {
  return text.length <= longestDescription ? text : `${text.slice(0, longestDescription - 1)}…`;
}
