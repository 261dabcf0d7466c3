import { publicKeyOf } from "../model/sealed-box.ts";
import type {
  Organization,
  Repository,
  SealedBoxKey,
  Secret,
  User,
  Variable,
  WorkflowRun,
} from "../state.ts";
import { simpleUser } from "./accounts.ts";
import { type Links, nodeId, type Wire } from "./common.ts";
import { minimalRepository, repositoryPage, repositoryUrl } from "./repositories.ts";

export function publicKey({ keyId, seed }: SealedBoxKey): Wire<"actions-public-key"> {
  return { key_id: keyId, key: publicKeyOf(seed) };
}

export function secret({ name, createdAt, updatedAt }: Secret): Wire<"actions-secret"> {
  return { name, created_at: createdAt, updated_at: updatedAt };
}

export function variable(value: Variable): Wire<"actions-variable"> {
  const { name, createdAt, updatedAt } = value;
  return { name, value: value.value, created_at: createdAt, updated_at: updatedAt };
}

export function actionsPermissions(
  links: Links,
  repository: Repository,
): Wire<"actions-repository-permissions"> {
  const { enabled, allowedActions, shaPinningRequired } = repository.actions;
  if (!enabled) return { enabled, sha_pinning_required: shaPinningRequired };
  const url = `${repositoryUrl(links, repository)}/actions/permissions/selected-actions`;
  return {
    enabled,
    allowed_actions: allowedActions,
    ...(allowedActions === "selected" && { selected_actions_url: url }),
    sha_pinning_required: shaPinningRequired,
  };
}

export function selectedActions({ actions }: Repository): Wire<"selected-actions"> {
  return {
    github_owned_allowed: actions.selected.githubOwned,
    verified_allowed: actions.selected.verified,
    patterns_allowed: actions.selected.patterns,
  };
}

export function workflowPermissions({
  actions,
}: Repository): Wire<"actions-get-default-workflow-permissions"> {
  return {
    default_workflow_permissions: actions.defaultWorkflow,
    can_approve_pull_request_reviews: actions.canApproveReviews,
  };
}

export function workflowRun(
  links: Links,
  repository: Repository,
  owner: Organization,
  actor: User,
  run: WorkflowRun,
): Wire<"workflow-run"> {
  const url = `${repositoryUrl(links, repository)}/actions/runs/${run.id}`;
  const workflow = run.name.toLowerCase().replaceAll(/\W+/g, "-");
  const minimal = minimalRepository(links, repository, owner);
  return {
    id: run.id,
    name: run.name,
    display_title: run.name,
    node_id: nodeId("WFR", run.id),
    head_branch: run.branch,
    head_sha: run.sha,
    path: `.github/workflows/${workflow}.yml`,
    run_number: 1,
    run_attempt: 1,
    event: run.event,
    status: run.status,
    conclusion: run.conclusion,
    workflow_id: run.id,
    url,
    html_url: `${repositoryPage(links, repository)}/actions/runs/${run.id}`,
    pull_requests: [],
    created_at: run.createdAt,
    updated_at: run.updatedAt,
    run_started_at: run.createdAt,
    actor: simpleUser(links, actor),
    triggering_actor: simpleUser(links, actor),
    jobs_url: `${url}/jobs`,
    logs_url: `${url}/logs`,
    check_suite_url: `${repositoryUrl(links, repository)}/check-suites/${run.id}`,
    artifacts_url: `${url}/artifacts`,
    cancel_url: `${url}/cancel`,
    rerun_url: `${url}/rerun`,
    previous_attempt_url: null,
    workflow_url: `${repositoryUrl(links, repository)}/actions/workflows/${run.id}`,
    head_commit: null,
    repository: minimal,
    head_repository: minimal,
  };
}
