import { invalidRequest, notFound, validationFailed } from "../errors.ts";
import type { BranchPolicyKind, Environment, GithubState, Repository, Reviewer } from "../state.ts";
import { timestamp } from "../state.ts";

/** @see https://docs.github.com/en/rest/deployments/environments#create-or-update-an-environment */
const MAX_REVIEWERS = 6;
const MAX_WAIT_TIMER_MINUTES = 43_200;

/** A field that is absent stays as it is; `null` clears it (go-github relies on that). */
export interface EnvironmentInput {
  waitTimer?: number | null | undefined;
  reviewers?: Reviewer[] | null | undefined;
  preventSelfReview?: boolean | null | undefined;
  canAdminsBypass?: boolean | null | undefined;
  branchPolicy?: BranchPolicyKind | null | undefined;
}

export function listEnvironments(state: GithubState, repository: Repository): Environment[] {
  return state.environments.filter((each) => each.repositoryId === repository.id);
}

/** @throws GithubError 404 */
export function findEnvironment(
  state: GithubState,
  repository: Repository,
  name: string,
): Environment {
  const environment = state.environments.get(environmentKey(repository.id, name));
  if (!environment) throw notFound();
  return environment;
}

/** @throws GithubError 422 for a wait timer, reviewer or branch policy that GitHub refuses. */
export function putEnvironment(
  state: GithubState,
  repository: Repository,
  name: string,
  input: EnvironmentInput,
): Environment {
  checkInput(state, input);
  const key = environmentKey(repository.id, name);
  const current = state.environments.get(key) ?? blankEnvironment(state, repository, name);
  return state.environments.put(key, {
    ...current,
    waitTimer: merged(input.waitTimer, current.waitTimer, 0),
    reviewers: merged(input.reviewers, current.reviewers, []),
    preventSelfReview: merged(input.preventSelfReview, current.preventSelfReview, false),
    canAdminsBypass: merged(input.canAdminsBypass, current.canAdminsBypass, true),
    branchPolicy: input.branchPolicy === undefined ? current.branchPolicy : input.branchPolicy,
    updatedAt: timestamp(state),
  });
}

/** Deletes the environment with its policies, secrets and variables. */
export function deleteEnvironment(state: GithubState, environment: Environment): void {
  const { repositoryId, name } = environment;
  const isInside = (each: { repositoryId: number; environment: string | null }) =>
    each.repositoryId === repositoryId && each.environment === name;
  state.context.store.transaction(() => {
    state.environments.delete(environmentKey(repositoryId, name));
    for (const policy of state.branchPolicies.filter(isInside)) {
      state.branchPolicies.delete(String(policy.id));
    }
    for (const secret of state.secrets.filter(isInside)) {
      state.secrets.delete(scopedKey(secret, secret.name));
    }
    for (const variable of state.variables.filter(isInside)) {
      state.variables.delete(scopedKey(variable, variable.name));
    }
  });
}

/** Document id of a secret or variable; names of environments compare without case. */
export function scopedKey(
  scope: { repositoryId: number; environment: string | null },
  name: string,
): string {
  return `${scope.repositoryId}/${scope.environment?.toLowerCase() ?? ""}/${name}`;
}

function environmentKey(repositoryId: number, name: string): string {
  return `${repositoryId}/${name.toLowerCase()}`;
}

function merged<T>(input: T | null | undefined, current: T, cleared: T): T {
  if (input === undefined) return current;
  return input ?? cleared;
}

function blankEnvironment(state: GithubState, repository: Repository, name: string): Environment {
  const now = timestamp(state);
  return {
    id: state.context.ids.next(),
    repositoryId: repository.id,
    name,
    createdAt: now,
    updatedAt: now,
    waitTimer: 0,
    reviewers: [],
    preventSelfReview: false,
    canAdminsBypass: true,
    branchPolicy: null,
  };
}

function checkInput(state: GithubState, input: EnvironmentInput): void {
  const waitTimer = input.waitTimer ?? 0;
  if (waitTimer < 0 || waitTimer > MAX_WAIT_TIMER_MINUTES) {
    throw invalidRequest(
      `Invalid property /wait_timer: \`${waitTimer}\` is not between 0 and ${MAX_WAIT_TIMER_MINUTES} minutes.`,
    );
  }
  const reviewers = input.reviewers ?? [];
  if (reviewers.length > MAX_REVIEWERS) {
    throw invalidRequest(
      `Invalid property /reviewers: ${reviewers.length} reviewers, but at most ${MAX_REVIEWERS} users and teams are allowed.`,
    );
  }
  for (const reviewer of reviewers) refuseUnknownReviewer(state, reviewer);
  const policy = input.branchPolicy;
  if (policy && policy.protectedBranches === policy.customBranchPolicies) {
    throw invalidRequest(
      "Invalid property /deployment_branch_policy: `protected_branches` and `custom_branch_policies` cannot have the same value.",
    );
  }
}

function refuseUnknownReviewer(state: GithubState, { type, id }: Reviewer): void {
  const table = type === "Team" ? state.teams : state.users;
  if (table.get(String(id))) return;
  throw validationFailed({
    resource: "Environment",
    field: "reviewers",
    code: "custom",
    message: `${type} ${id} does not exist or has no read access to the repository.`,
  });
}
