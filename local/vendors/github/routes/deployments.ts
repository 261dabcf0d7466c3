import type { Context, Hono } from "hono";
import { z } from "zod";
import { defined } from "../../defined.ts";
import { notFound } from "../errors.ts";
import { tokenUser } from "../model/accounts.ts";
import {
  addStatus,
  createDeployment,
  deleteDeployment,
  findDeployment,
  listDeployments,
} from "../model/deployments.ts";
import type { GithubState } from "../state.ts";

import { deployment, deploymentStatus } from "../wire/deployments.ts";
import { idParam, noContent, pageOf, REPO, readBody, repositoryCall } from "./http.ts";

const DEPLOYMENT = `${REPO}/deployments/:deployment_id`;

const deploymentSchema = z.object({
  ref: z.string().min(1),
  task: z.string().optional(),
  environment: z.string().min(1).default("production"),
  description: z.string().nullable().optional(),
  payload: z.union([z.string(), z.record(z.string(), z.unknown())]).optional(),
  transient_environment: z.boolean().optional(),
  production_environment: z.boolean().optional(),
});
const statusSchema = z.object({
  state: z.enum(["error", "failure", "inactive", "in_progress", "queued", "pending", "success"]),
  description: z.string().max(140).optional(),
  environment_url: z.string().optional(),
  log_url: z.string().optional(),
  target_url: z.string().optional(),
  auto_inactive: z.boolean().default(true),
});

export function deploymentRoutes(app: Hono, github: GithubState): void {
  app.get(`${REPO}/deployments`, (c) => {
    const { repository, links } = repositoryCall(github, c);
    const wanted = defined({
      environment: c.req.query("environment"),
      ref: c.req.query("ref"),
      sha: c.req.query("sha"),
      task: c.req.query("task"),
    });
    const found = listDeployments(github, repository).filter((each) =>
      Object.entries(wanted).every(([key, value]) => each[key as keyof typeof wanted] === value),
    );
    return pageOf(
      c,
      links,
      found.map((each) => deployment(links, repository, tokenUser(github), each)),
    );
  });

  app.post(`${REPO}/deployments`, async (c) => {
    const { repository, links } = repositoryCall(github, c);
    const body = await readBody(c, deploymentSchema);
    const { ref, environment } = body;
    const optional = defined({
      task: body.task,
      description: body.description,
      payload: body.payload,
      transient: body.transient_environment,
      production: body.production_environment,
    });
    const created = createDeployment(github, repository, { ...optional, ref, environment });
    return Response.json(deployment(links, repository, tokenUser(github), created), {
      status: 201,
    });
  });

  app.get(DEPLOYMENT, (c) => {
    const { repository, links } = repositoryCall(github, c);
    const found = deploymentOf(github, c);
    return Response.json(deployment(links, repository, tokenUser(github), found));
  });

  app.delete(DEPLOYMENT, (c) => {
    deleteDeployment(github, deploymentOf(github, c));
    return noContent();
  });

  statusRoutes(app, github);
}

function statusRoutes(app: Hono, github: GithubState): void {
  const statusesOf = (c: Context) => {
    const { repository, links } = repositoryCall(github, c);
    const parent = deploymentOf(github, c);
    return parent.statuses
      .map((each) => deploymentStatus(links, repository, tokenUser(github), parent, each))
      .reverse();
  };

  app.get(`${DEPLOYMENT}/statuses`, (c) =>
    pageOf(c, repositoryCall(github, c).links, statusesOf(c)),
  );

  app.get(`${DEPLOYMENT}/statuses/:status_id`, (c) => {
    const status = statusesOf(c).find(({ id }) => id === idParam(c, "status_id"));
    if (!status) throw notFound();
    return Response.json(status);
  });

  app.post(`${DEPLOYMENT}/statuses`, async (c) => {
    const { repository, links } = repositoryCall(github, c);
    const body = await readBody(c, statusSchema);
    const result = addStatus(github, deploymentOf(github, c), {
      ...defined({
        description: body.description,
        environmentUrl: body.environment_url,
        logUrl: body.log_url ?? body.target_url,
      }),
      state: body.state,
      isAutoInactive: body.auto_inactive,
    });
    return Response.json(
      deploymentStatus(links, repository, tokenUser(github), result.deployment, result.status),
      { status: 201 },
    );
  });
}

function deploymentOf(github: GithubState, c: Context) {
  return findDeployment(github, repositoryCall(github, c).repository, idParam(c, "deployment_id"));
}
