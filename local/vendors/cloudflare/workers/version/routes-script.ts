import { Hono } from "hono";
import { actorOf } from "../../actor.ts";
import type { ControlPlane } from "../../control-plane.ts";
import { ApiError, paginate, success } from "../../envelope.ts";
import type { VersionRow } from "../../tables.ts";
import { DEPLOYABLE_VERSIONS } from "../deployment/rules.ts";
import { findWorker } from "../worker/model.ts";
import { pendingMigration } from "./migrations.ts";
import { commitVersion, findVersion, prepareVersion, versionsOf } from "./model.ts";
import { readUploadForm } from "./upload-form.ts";
import { versionToScriptWire, versionToSummary } from "./wire-script.ts";

const path = "/accounts/:account/workers/scripts/:script/versions";

/** Versions in the script API, as `wrangler versions upload` and `wrangler deploy` use it. */
export function scriptVersionRoutes(plane: ControlPlane): Hono {
  const app = new Hono();
  app.post(path, async (c) => {
    const worker = findWorker(plane, c.req.param("script"));
    const upload = await readUploadForm(c);
    const { migrations = null, exports = null } = upload;
    const lifecycle = { migrations, exports: exports as VersionRow["exports"] };
    if (pendingMigration(worker, lifecycle)) throw migrationInUpload();
    const prepared = await prepareVersion(plane, upload, {
      worker,
      script: worker.name,
      actor: actorOf(c),
      triggeredBy: "version_upload",
      inherit: {
        isStrict: c.req.query("bindings_inherit") === "strict",
        allowsVersionId: false,
      },
    });
    const stored = plane.context.store.transaction(() =>
      commitVersion(plane, findWorker(plane, worker.id), prepared),
    );
    return success(versionToScriptWire(plane, stored.worker, stored.version));
  });
  app.get(path, (c) => {
    const worker = findWorker(plane, c.req.param("script"));
    const isDeployable = c.req.query("deployable") === "true";
    const all = versionsOf(plane, worker).slice(0, isDeployable ? DEPLOYABLE_VERSIONS : undefined);
    const { result, resultInfo } = paginate(all, new URL(c.req.url).searchParams, {
      defaultPerPage: isDeployable ? DEPLOYABLE_VERSIONS : 20,
      maxPerPage: 1000,
    });
    return success({ items: result.map((each) => versionToSummary(worker, each)) }, resultInfo);
  });
  app.get(`${path}/:version`, (c) => {
    const worker = findWorker(plane, c.req.param("script"));
    const version = findVersion(plane, worker, c.req.param("version"));
    return success(versionToScriptWire(plane, worker, version));
  });
  return app;
}

/** @see https://developers.cloudflare.com/workers/versions-and-deployments/gradual-deployments/with-durable-objects/#durable-object-class-lifecycle-changes */
function migrationInUpload(): ApiError {
  return new ApiError(
    400,
    10211,
    "Version upload failed. You attempted to upload a version of a Worker that includes a Durable Object migration, but migrations must be fully applied via a non-versioned deployment. Refer to the documentation for more information.",
  );
}
