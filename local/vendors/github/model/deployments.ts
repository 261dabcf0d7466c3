import { notFound, validationFailed } from "../errors.ts";
import type { Deployment, DeploymentStatus, GithubState, Repository } from "../state.ts";
import { timestamp } from "../state.ts";
import { putEnvironment } from "./environments.ts";
import { shaOf } from "./git.ts";

export type DeploymentInput = Pick<Deployment, "ref" | "environment"> &
  Partial<Pick<Deployment, "task" | "description" | "payload" | "transient" | "production">>;

export type StatusInput = Pick<DeploymentStatus, "state"> &
  Partial<Pick<DeploymentStatus, "description" | "environmentUrl" | "logUrl">> & {
    isAutoInactive: boolean;
  };

/** Newest first. */
export function listDeployments(state: GithubState, repository: Repository): Deployment[] {
  return state.deployments.filter((each) => each.repositoryId === repository.id).reverse();
}

/** @throws GithubError 404 */
export function findDeployment(state: GithubState, repository: Repository, id: number): Deployment {
  const deployment = state.deployments.get(String(id));
  if (deployment?.repositoryId !== repository.id) throw notFound();
  return deployment;
}

/** An environment that does not exist comes to be with its first deployment. */
export function createDeployment(
  state: GithubState,
  repository: Repository,
  input: DeploymentInput,
): Deployment {
  const now = timestamp(state);
  const deployment: Deployment = {
    id: state.context.ids.next(),
    repositoryId: repository.id,
    sha: shaOf(state, repository, input.ref),
    task: "deploy",
    description: null,
    payload: {},
    transient: false,
    production: input.environment === "production",
    createdAt: now,
    updatedAt: now,
    statuses: [],
    ...input,
  };
  return state.context.store.transaction(() => {
    putEnvironment(state, repository, input.environment, {});
    return state.deployments.put(String(deployment.id), deployment);
  });
}

/**
 * Adds a status; `success` makes the environment's older successful deployments `inactive`, unless
 * told not to, or where they are transient or of a production environment.
 * @see https://docs.github.com/en/rest/deployments/statuses#create-a-deployment-status
 */
export function addStatus(
  state: GithubState,
  deployment: Deployment,
  { isAutoInactive, ...input }: StatusInput,
): { deployment: Deployment; status: DeploymentStatus } {
  const status: DeploymentStatus = {
    id: state.context.ids.next(),
    description: "",
    environmentUrl: "",
    logUrl: "",
    createdAt: timestamp(state),
    ...input,
  };
  return state.context.store.transaction(() => {
    if (status.state === "success" && isAutoInactive) deactivateOlder(state, deployment);
    return { deployment: append(state, deployment, status), status };
  });
}

/** @throws GithubError 422 while the deployment is active and not the only one. */
export function deleteDeployment(state: GithubState, deployment: Deployment): void {
  const isAlone = !state.deployments.find(
    (each) =>
      each.id !== deployment.id &&
      each.repositoryId === deployment.repositoryId &&
      each.environment === deployment.environment,
  );
  if (deployment.statuses.at(-1)?.state === "success" && !isAlone) {
    throw validationFailed({
      resource: "Deployment",
      field: "state",
      code: "custom",
      message:
        "We cannot delete an active deployment unless it is the only deployment in a given environment.",
    });
  }
  state.deployments.delete(String(deployment.id));
}

function deactivateOlder(state: GithubState, deployment: Deployment): void {
  const isReplaced = (each: Deployment) =>
    each.id !== deployment.id &&
    each.repositoryId === deployment.repositoryId &&
    each.environment === deployment.environment &&
    !each.transient &&
    each.statuses.at(-1)?.state === "success";
  for (const older of state.deployments.filter(isReplaced)) {
    append(state, older, {
      id: state.context.ids.next(),
      state: "inactive",
      description: "",
      environmentUrl: "",
      logUrl: "",
      createdAt: timestamp(state),
    });
  }
}

function append(state: GithubState, deployment: Deployment, status: DeploymentStatus): Deployment {
  return state.deployments.put(String(deployment.id), {
    ...deployment,
    statuses: [...deployment.statuses, status],
    updatedAt: status.createdAt,
  });
}
