import { notFound } from "../errors.ts";
import type { GithubState, Repository, WorkflowRun } from "../state.ts";
import { timestamp } from "../state.ts";
import { shaOf } from "./git.ts";

export type RunInput = Pick<WorkflowRun, "name" | "branch" | "status" | "conclusion"> &
  Partial<Pick<WorkflowRun, "event" | "sha">>;

export interface RunFilter {
  branch?: string | undefined;
  event?: string | undefined;
  headSha?: string | undefined;
  /** A status or a conclusion. */
  status?: string | undefined;
}

/** Newest first. */
export function listRuns(
  state: GithubState,
  repository: Repository,
  filter: RunFilter,
): WorkflowRun[] {
  return state.runs
    .filter(
      (run) =>
        run.repositoryId === repository.id &&
        (filter.branch === undefined || run.branch === filter.branch) &&
        (filter.event === undefined || run.event === filter.event) &&
        (filter.headSha === undefined || run.sha === filter.headSha) &&
        (filter.status === undefined ||
          run.status === filter.status ||
          run.conclusion === filter.status),
    )
    .reverse();
}

/** @throws GithubError 404 */
export function findRun(state: GithubState, repository: Repository, id: number): WorkflowRun {
  const run = state.runs.get(String(id));
  if (run?.repositoryId !== repository.id) throw notFound();
  return run;
}

/** Records a run as if GitHub Actions had made it: nothing is executed here. */
export function addRun(state: GithubState, repository: Repository, input: RunInput): WorkflowRun {
  const now = timestamp(state);
  const id = state.context.ids.next();
  return state.runs.put(String(id), {
    id,
    repositoryId: repository.id,
    event: "push",
    sha: shaOf(state, repository, input.branch),
    createdAt: now,
    updatedAt: now,
    ...input,
  });
}
