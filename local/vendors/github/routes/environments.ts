import type { Context, Hono } from "hono";
import { z } from "zod";
import { findOrganization, userById } from "../model/accounts.ts";
import {
  createBranchPolicy,
  deleteBranchPolicy,
  findBranchPolicy,
  listBranchPolicies,
  renameBranchPolicy,
} from "../model/branch-policies.ts";
import {
  deleteEnvironment,
  findEnvironment,
  listEnvironments,
  putEnvironment,
} from "../model/environments.ts";
import { teamById } from "../model/teams.ts";
import type { Environment, GithubState, Repository } from "../state.ts";
import { linksOf } from "../wire/common.ts";
import { branchPolicy, environment, type ResolvedReviewer } from "../wire/environments.ts";
import { idParam, namedPageOf, noContent, param, REPO, readBody, repositoryCall } from "./http.ts";

const ENVIRONMENT = `${REPO}/environments/:environment_name`;
const POLICIES = `${ENVIRONMENT}/deployment-branch-policies`;

const environmentSchema = z
  .object({
    wait_timer: z.int().nullable(),
    prevent_self_review: z.boolean().nullable(),
    can_admins_bypass: z.boolean().nullable(),
    reviewers: z.array(z.object({ type: z.enum(["User", "Team"]), id: z.int() })).nullable(),
    deployment_branch_policy: z
      .object({ protected_branches: z.boolean(), custom_branch_policies: z.boolean() })
      .nullable(),
  })
  .partial();
const policySchema = z.object({
  name: z.string().min(1),
  type: z.enum(["branch", "tag"]).default("branch"),
});

export function environmentRoutes(app: Hono, github: GithubState): void {
  const shown = (repository: Repository, value: Environment) =>
    environment(linksOf(github.context), repository, value, reviewersOf(github, repository, value));

  app.get(`${REPO}/environments`, (c) => {
    const { repository, links } = repositoryCall(github, c);
    const environments = listEnvironments(github, repository);
    return namedPageOf(
      c,
      links,
      "environments",
      environments.map((each) => shown(repository, each)),
    );
  });

  app.get(ENVIRONMENT, (c) => {
    const { repository } = repositoryCall(github, c);
    return Response.json(shown(repository, environmentOf(github, c)));
  });

  app.put(ENVIRONMENT, async (c) => {
    const { repository } = repositoryCall(github, c);
    const body = await readBody(c, environmentSchema);
    const policy = body.deployment_branch_policy;
    const saved = putEnvironment(github, repository, param(c, "environment_name"), {
      waitTimer: body.wait_timer,
      reviewers: body.reviewers,
      preventSelfReview: body.prevent_self_review,
      canAdminsBypass: body.can_admins_bypass,
      branchPolicy: policy && {
        protectedBranches: policy.protected_branches,
        customBranchPolicies: policy.custom_branch_policies,
      },
    });
    return Response.json(shown(repository, saved));
  });

  app.delete(ENVIRONMENT, (c) => {
    deleteEnvironment(github, environmentOf(github, c));
    return noContent();
  });

  policyRoutes(app, github);
}

function policyRoutes(app: Hono, github: GithubState): void {
  app.get(POLICIES, (c) => {
    const policies = listBranchPolicies(github, environmentOf(github, c));
    return namedPageOf(c, linksOf(github.context), "branch_policies", policies.map(branchPolicy));
  });

  app.post(POLICIES, async (c) => {
    const body = await readBody(c, policySchema);
    const { policy, isNew } = createBranchPolicy(github, environmentOf(github, c), body);
    if (isNew) return Response.json(branchPolicy(policy));
    const path = new URL(c.req.url).pathname;
    const location = `${linksOf(github.context).api}${path}/${policy.id}`;
    return new Response(null, { status: 303, headers: { location } });
  });

  app.get(`${POLICIES}/:branch_policy_id`, (c) => Response.json(branchPolicy(policyOf(github, c))));

  app.put(`${POLICIES}/:branch_policy_id`, async (c) => {
    const { name } = await readBody(c, policySchema);
    return Response.json(branchPolicy(renameBranchPolicy(github, policyOf(github, c), name)));
  });

  app.delete(`${POLICIES}/:branch_policy_id`, (c) => {
    deleteBranchPolicy(github, policyOf(github, c));
    return noContent();
  });
}

export function environmentOf(github: GithubState, c: Context): Environment {
  const { repository } = repositoryCall(github, c);
  return findEnvironment(github, repository, param(c, "environment_name"));
}

function policyOf(github: GithubState, c: Context) {
  return findBranchPolicy(github, environmentOf(github, c), idParam(c, "branch_policy_id"));
}

function reviewersOf(
  github: GithubState,
  repository: Repository,
  { reviewers }: Environment,
): ResolvedReviewer[] {
  return reviewers.map(({ type, id }) =>
    type === "User"
      ? { type, user: userById(github, id) }
      : { type, team: teamById(github, id), owner: findOrganization(github, repository.owner) },
  );
}
