import { type Context, Hono } from "hono";
import { z } from "zod";
import { type Actor, actorOf } from "../../actor.ts";
import type { ControlPlane } from "../../control-plane.ts";
import { ApiError, success } from "../../envelope.ts";
import { formObject, readMultipart } from "../../multipart.ts";
import { checked, readJson } from "../../request-body.ts";
import { activeSplit } from "../../runtime-state.ts";
import type { VersionRow, WorkerRow } from "../../tables.ts";
import { commitAndDeploy } from "../deployment/model.ts";
import { noVersions } from "../errors.ts";
import { prepareCopy, type VersionChanges } from "../version/copy.ts";
import { uploadSchema } from "../version/upload.ts";
import { findWorker, updateWorker } from "../worker/model.ts";
import { latestVersion } from "./routes.ts";
import { settingsOf } from "./upload.ts";
import { allSettingsToWire, settingsToWire } from "./wire.ts";

const settingsSchema = uploadSchema.omit({ main_module: true, body_part: true, assets: true });
type Settings = z.infer<typeof settingsSchema>;

const subdomainSchema = z.object({
  enabled: z.boolean(),
  previews_enabled: z.boolean().optional(),
});

const path = "/accounts/:account/workers/scripts/:script";

export function settingsRoutes(plane: ControlPlane): Hono {
  const app = new Hono();
  const worker = (c: Context) => findWorker(plane, c.req.param("script") ?? "");
  app.get(`${path}/settings`, (c) => {
    const found = worker(c);
    return success(allSettingsToWire(plane, found, latestVersion(plane, found)));
  });
  app.patch(`${path}/settings`, async (c) => {
    const settings = await readSettings(c);
    const changed = await changeSettings(plane, worker(c).name, settings, actorOf(c));
    return success(allSettingsToWire(plane, changed, latestVersion(plane, changed)));
  });
  app.get(`${path}/script-settings`, (c) => success(settingsToWire(worker(c))));
  app.patch(`${path}/script-settings`, async (c) => {
    const settings = settingsOf(await readJson(c, settingsSchema));
    const changed = await plane.serving.change(() => updateWorker(plane, worker(c), settings));
    return success(settingsToWire(changed));
  });
  subdomainRoutes(app, plane);
  return app;
}

function subdomainRoutes(app: Hono, plane: ControlPlane): void {
  const wire = ({ subdomain }: WorkerRow) =>
    success({ enabled: subdomain.enabled, previews_enabled: subdomain.previewsEnabled });
  app.get(`${path}/subdomain`, (c) => wire(findWorker(plane, c.req.param("script"))));
  app.post(`${path}/subdomain`, async (c) => {
    const subdomain = await readJson(c, subdomainSchema);
    return wire(
      await plane.serving.change(() =>
        updateWorker(plane, findWorker(plane, c.req.param("script")), { subdomain }),
      ),
    );
  });
  app.delete(`${path}/subdomain`, async (c) => {
    const subdomain = { enabled: false, previews_enabled: false };
    return wire(
      await plane.serving.change(() =>
        updateWorker(plane, findWorker(plane, c.req.param("script")), { subdomain }),
      ),
    );
  });
}

/** A form with a `settings` part, or plain JSON. */
async function readSettings(c: Context): Promise<Settings> {
  const type = c.req.header("content-type") ?? "";
  if (!type.startsWith("multipart/")) return readJson(c, settingsSchema);
  return checked(settingsSchema, (await formObject(await readMultipart(c), "settings")) ?? {});
}

/**
 * Versioned settings make a version and deploy it; the others just change.
 * @throws ApiError 10214 while the newest version is not deployed.
 */
function changeSettings(
  plane: ControlPlane,
  script: string,
  settings: Settings,
  actor: Actor,
): Promise<WorkerRow> {
  const triggeredBy = "settings";
  return plane.serving.changeAfter(
    async () => {
      const changes = versionChanges(settings);
      if (Object.keys(changes).length === 0) return undefined;
      const worker = findWorker(plane, script);
      const latest = latestVersion(plane, worker);
      if (!latest) throw noVersions();
      refuseUnlessDeployed(plane, worker, latest);
      const { annotations } = settings;
      return prepareCopy(plane, worker, latest, changes, { actor, annotations, triggeredBy });
    },
    (prepared) => {
      const worker = updateWorker(plane, findWorker(plane, script), settingsOf(settings));
      if (!prepared) return worker;
      return commitAndDeploy(plane, worker, prepared, { actor, triggeredBy }).worker;
    },
  );
}

function versionChanges(settings: Settings): VersionChanges {
  const { bindings, compatibility_date, compatibility_flags, limits, placement } = settings;
  return {
    ...(bindings && { bindings }),
    ...(compatibility_date && { compatibilityDate: compatibility_date }),
    ...(compatibility_flags && { compatibilityFlags: compatibility_flags }),
    ...(limits && { limits: limits as VersionRow["limits"] }),
    ...(placement && { placement }),
  };
}

function refuseUnlessDeployed(plane: ControlPlane, worker: WorkerRow, latest: VersionRow): void {
  if (activeSplit(plane.tables, worker).some(({ version }) => version.id === latest.id)) return;
  throw new ApiError(
    400,
    10214,
    "Script edit failed. You attempted to deploy the latest version with modified settings, but the latest version isn't currently deployed.",
  );
}
