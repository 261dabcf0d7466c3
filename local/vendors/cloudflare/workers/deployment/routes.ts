import type { Deployment } from "cloudflare/resources/workers/scripts/deployments";
import { Hono } from "hono";
import { z } from "zod";
import { actorOf } from "../../actor.ts";
import type { ControlPlane } from "../../control-plane.ts";
import { paginate, success } from "../../envelope.ts";
import { readJson } from "../../request-body.ts";
import type { DeploymentRow } from "../../tables.ts";
import { findWorker } from "../worker/model.ts";
import { deleteDeployment, deploy, deploymentsOf, findDeployment } from "./model.ts";

const deploymentSchema = z.object({
  strategy: z.literal("percentage"),
  versions: z.array(z.object({ version_id: z.string(), percentage: z.number() })),
  annotations: z.record(z.string(), z.string().nullish()).nullish(),
});

const path = "/accounts/:account/workers/scripts/:script/deployments";

/** @see https://developers.cloudflare.com/workers/versions-and-deployments/ */
export function deploymentRoutes(plane: ControlPlane): Hono {
  const app = new Hono();
  app.post(path, async (c) => {
    const input = await readJson(c, deploymentSchema);
    const force = c.req.query("force") === "true";
    const { deployment } = await plane.serving.change(() =>
      deploy(plane, findWorker(plane, c.req.param("script")), { ...input, force }, actorOf(c)),
    );
    return success(deploymentToWire(deployment));
  });
  app.get(path, (c) => {
    const deployments = deploymentsOf(plane, findWorker(plane, c.req.param("script")));
    const { result, resultInfo } = paginate(deployments, new URL(c.req.url).searchParams, {
      defaultPerPage: 100,
      maxPerPage: 1000,
    });
    return success({ deployments: result.map(deploymentToWire) }, resultInfo);
  });
  app.get(`${path}/:deployment`, (c) => {
    const worker = findWorker(plane, c.req.param("script"));
    return success(deploymentToWire(findDeployment(plane, worker, c.req.param("deployment"))));
  });
  app.delete(`${path}/:deployment`, (c) => {
    const worker = findWorker(plane, c.req.param("script"));
    deleteDeployment(plane, worker, c.req.param("deployment"));
    return success(null);
  });
  return app;
}

function deploymentToWire(row: DeploymentRow): Deployment {
  return {
    id: row.id,
    created_on: row.createdOn,
    source: row.source,
    strategy: "percentage",
    versions: row.versions,
    annotations: row.annotations,
    author_email: row.authorEmail,
  };
}
