import type { Hono } from "hono";
import { z } from "zod";
import { conflict, invalidRequest } from "../errors.ts";
import { tokenUser } from "../model/accounts.ts";
import { updateRepository } from "../model/repositories.ts";
import { findRun, listRuns } from "../model/workflow-runs.ts";
import type { GithubState, WorkflowRun } from "../state.ts";
import {
  actionsPermissions,
  selectedActions,
  workflowPermissions,
  workflowRun,
} from "../wire/actions.ts";
import {
  idParam,
  namedPageOf,
  noContent,
  REPO,
  type RepositoryCall,
  readBody,
  repositoryCall,
} from "./http.ts";

const PERMISSIONS = `${REPO}/actions/permissions`;

const permissionsSchema = z.object({
  enabled: z.boolean(),
  allowed_actions: z.enum(["all", "local_only", "selected"]).optional(),
  sha_pinning_required: z.boolean().optional(),
});
const selectedSchema = z
  .object({
    github_owned_allowed: z.boolean(),
    verified_allowed: z.boolean(),
    patterns_allowed: z.array(z.string()),
  })
  .partial();
const workflowSchema = z
  .object({
    default_workflow_permissions: z.enum(["read", "write"]),
    can_approve_pull_request_reviews: z.boolean(),
  })
  .partial();

export function actionsRoutes(app: Hono, github: GithubState): void {
  app.get(PERMISSIONS, (c) => {
    const { repository, links } = repositoryCall(github, c);
    return Response.json(actionsPermissions(links, repository));
  });

  app.put(PERMISSIONS, async (c) => {
    const { repository } = repositoryCall(github, c);
    const body = await readBody(c, permissionsSchema);
    const actions = {
      ...repository.actions,
      enabled: body.enabled,
      allowedActions: body.allowed_actions ?? repository.actions.allowedActions,
      shaPinningRequired: body.sha_pinning_required ?? repository.actions.shaPinningRequired,
    };
    updateRepository(github, repository, { actions });
    return noContent();
  });

  selectedActionsRoutes(app, github);
  workflowPermissionRoutes(app, github);
  runRoutes(app, github);
}

function selectedActionsRoutes(app: Hono, github: GithubState): void {
  app.get(`${PERMISSIONS}/selected-actions`, (c) => {
    const { repository } = repositoryCall(github, c);
    refuseUnlessSelected(repository);
    return Response.json(selectedActions(repository));
  });

  app.put(`${PERMISSIONS}/selected-actions`, async (c) => {
    const { repository } = repositoryCall(github, c);
    refuseUnlessSelected(repository);
    const body = await readBody(c, selectedSchema);
    const { actions } = repository;
    const selected = {
      githubOwned: body.github_owned_allowed ?? actions.selected.githubOwned,
      verified: body.verified_allowed ?? actions.selected.verified,
      patterns: body.patterns_allowed ?? actions.selected.patterns,
    };
    updateRepository(github, repository, { actions: { ...actions, selected } });
    return noContent();
  });
}

function workflowPermissionRoutes(app: Hono, github: GithubState): void {
  app.get(`${PERMISSIONS}/workflow`, (c) =>
    Response.json(workflowPermissions(repositoryCall(github, c).repository)),
  );

  app.put(`${PERMISSIONS}/workflow`, async (c) => {
    const { repository } = repositoryCall(github, c);
    const body = await readBody(c, workflowSchema);
    const actions = {
      ...repository.actions,
      defaultWorkflow: body.default_workflow_permissions ?? repository.actions.defaultWorkflow,
      canApproveReviews:
        body.can_approve_pull_request_reviews ?? repository.actions.canApproveReviews,
    };
    updateRepository(github, repository, { actions });
    return noContent();
  });
}

function runRoutes(app: Hono, github: GithubState): void {
  const shown = ({ repository, owner, links }: RepositoryCall, run: WorkflowRun) =>
    workflowRun(links, repository, owner, tokenUser(github), run);

  app.get(`${REPO}/actions/runs`, (c) => {
    const call = repositoryCall(github, c);
    const runs = listRuns(github, call.repository, {
      branch: c.req.query("branch"),
      event: c.req.query("event"),
      headSha: c.req.query("head_sha"),
      status: c.req.query("status"),
    });
    return namedPageOf(
      c,
      call.links,
      "workflow_runs",
      runs.map((run) => shown(call, run)),
    );
  });

  app.get(`${REPO}/actions/runs/:run_id`, (c) => {
    const call = repositoryCall(github, c);
    return Response.json(shown(call, findRun(github, call.repository, idParam(c, "run_id"))));
  });
}

function refuseUnlessSelected({ actions }: RepositoryCall["repository"]): void {
  if (!actions.enabled) throw invalidRequest("GitHub Actions is disabled on this repository.");
  if (actions.allowedActions !== "selected") {
    throw conflict(
      `Selected actions are not in use: allowed_actions is "${actions.allowedActions}", not "selected".`,
    );
  }
}
