import type { Deployment, DeploymentStatus, Repository, User } from "../state.ts";
import { simpleUser } from "./accounts.ts";
import { type Links, nodeId, type Wire } from "./common.ts";
import { repositoryUrl } from "./repositories.ts";

export function deployment(
  links: Links,
  repository: Repository,
  creator: User,
  value: Deployment,
): Wire<"deployment"> {
  const base = repositoryUrl(links, repository);
  const url = `${base}/deployments/${value.id}`;
  return {
    url,
    id: value.id,
    node_id: nodeId("DE", value.id),
    sha: value.sha,
    ref: value.ref,
    task: value.task,
    payload: value.payload as Wire<"deployment">["payload"],
    original_environment: value.environment,
    environment: value.environment,
    description: value.description,
    creator: simpleUser(links, creator),
    created_at: value.createdAt,
    updated_at: value.updatedAt,
    statuses_url: `${url}/statuses`,
    repository_url: base,
    transient_environment: value.transient,
    production_environment: value.production,
  };
}

export function deploymentStatus(
  links: Links,
  repository: Repository,
  creator: User,
  of: Deployment,
  status: DeploymentStatus,
): Wire<"deployment-status"> {
  const base = repositoryUrl(links, repository);
  const url = `${base}/deployments/${of.id}`;
  return {
    url: `${url}/statuses/${status.id}`,
    id: status.id,
    node_id: nodeId("DES", status.id),
    state: status.state,
    creator: simpleUser(links, creator),
    description: status.description,
    environment: of.environment,
    target_url: status.logUrl,
    created_at: status.createdAt,
    updated_at: status.createdAt,
    deployment_url: url,
    repository_url: base,
    environment_url: status.environmentUrl,
    log_url: status.logUrl,
  };
}
