import { type Context, Hono } from "hono";
import { actorOf } from "../../actor.ts";
import type { ControlPlane } from "../../control-plane.ts";
import { paginate, success } from "../../envelope.ts";
import type { VersionRow, WorkerRow } from "../../tables.ts";
import { findDeployment } from "../deployment/model.ts";
import { noVersions } from "../errors.ts";
import { findVersion } from "../version/model.ts";
import { readUploadForm } from "../version/upload-form.ts";
import { deleteWorker } from "../worker/delete.ts";
import { findWorker } from "../worker/model.ts";
import { contentResponse } from "./content.ts";
import { uploadScript } from "./upload.ts";
import { scriptToWire } from "./wire.ts";

const path = "/accounts/:account/workers/scripts";

/** Workers in the script API: a Worker and its newest version as one object. */
export function scriptRoutes(plane: ControlPlane): Hono {
  const app = new Hono();
  app.get(path, (c) => {
    const { result, resultInfo } = paginate(
      plane.tables.workers.list(),
      new URL(c.req.url).searchParams,
      { defaultPerPage: 1000, maxPerPage: 1000 },
    );
    return success(
      result.map((worker) => scriptToWire(worker, latestVersion(plane, worker))),
      resultInfo,
    );
  });
  app.put(`${path}/:script`, async (c) => {
    const upload = await readUploadForm(c);
    const isStrict = c.req.query("bindings_inherit") === "strict";
    const name = c.req.param("script");
    const { worker, version } = await uploadScript(plane, name, upload, actorOf(c), isStrict);
    return success({
      ...scriptToWire(worker, version),
      startup_time_ms: version.startupTimeMs,
      entry_point: version.mainModule,
      // wrangler takes this for the version's id.
      deployment_id: version.id.replaceAll("-", ""),
    });
  });
  app.get(`${path}/:script`, (c) => content(plane, c, c.req.param("script")));
  app.get(`${path}/:script/content/v2`, (c) => content(plane, c, c.req.param("script")));
  app.delete(`${path}/:script`, async (c) => {
    const isForced = c.req.query("force") === "true";
    const name = c.req.param("script");
    await plane.serving.change(() => deleteWorker(plane, findWorker(plane, name), isForced));
    return success(null);
  });
  return app;
}

/** Undefined before the first upload. */
export function latestVersion(plane: ControlPlane, worker: WorkerRow): VersionRow | undefined {
  return worker.latestVersionId === null ? undefined : findVersion(plane, worker, "latest");
}

/** The newest code, or what a deployment (`?deployment=`) or version (`?version=`) has. */
export function content(plane: ControlPlane, c: Context, script: string): Response {
  const worker = findWorker(plane, script);
  const { deployment, version } = c.req.query();
  const deployed = deployment
    ? findDeployment(plane, worker, deployment).versions[0]?.version_id
    : undefined;
  if (worker.latestVersionId === null) throw noVersions();
  return contentResponse(plane, findVersion(plane, worker, deployed ?? version ?? "latest"));
}
