import { notFound, validationFailed } from "../errors.ts";
import type { GithubState, Repository } from "../state.ts";
import { timestamp } from "../state.ts";
import { defaultRepositorySettings, type RepositorySettings } from "./repository-settings.ts";

/** @throws GithubError 404 */
export function findRepository(state: GithubState, owner: string, name: string): Repository {
  const repository = state.repositories.find(
    (each) => sameName(each.owner, owner) && sameName(each.name, name),
  );
  if (!repository) throw notFound();
  return repository;
}

/** @throws GithubError 404 */
export function repositoryById(state: GithubState, id: number): Repository {
  const repository = state.repositories.get(String(id));
  if (!repository) throw notFound();
  return repository;
}

export function createRepository(
  state: GithubState,
  owner: string,
  name: string,
  settings: Partial<RepositorySettings>,
  id: number = state.context.ids.next(),
): Repository {
  refuseTakenName(state, owner, name);
  const now = timestamp(state);
  const repository: Repository = {
    id,
    owner,
    name,
    createdAt: now,
    updatedAt: now,
    settings: { ...defaultRepositorySettings, ...settings },
    topics: [],
    vulnerabilityAlerts: false,
    automatedSecurityFixes: false,
    actions: {
      enabled: true,
      allowedActions: "all",
      shaPinningRequired: false,
      selected: { githubOwned: true, verified: false, patterns: [] },
      defaultWorkflow: "read",
      canApproveReviews: false,
    },
    lastIssue: 0,
  };
  return state.repositories.put(String(id), repository);
}

/** A new name renames the repository in place: the id stays. */
export function updateRepository(
  state: GithubState,
  repository: Repository,
  changes: Partial<Omit<Repository, "id" | "owner" | "createdAt">>,
): Repository {
  if (changes.name !== undefined && !sameName(changes.name, repository.name)) {
    refuseTakenName(state, repository.owner, changes.name);
  }
  const updated = { ...repository, ...changes, updatedAt: timestamp(state) };
  return state.repositories.put(String(repository.id), updated);
}

export function deleteRepository(state: GithubState, { id }: Repository): void {
  state.repositories.delete(String(id));
}

function refuseTakenName(state: GithubState, owner: string, name: string): void {
  if (state.repositories.find((each) => sameName(each.owner, owner) && sameName(each.name, name))) {
    throw validationFailed({
      resource: "Repository",
      field: "name",
      code: "custom",
      message: "name already exists on this account",
    });
  }
}

function sameName(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}
