import { type Context, Hono } from "hono";
import { z } from "zod";
import { type Actor, actorOf } from "../../actor.ts";
import type { ControlPlane } from "../../control-plane.ts";
import { ApiError, success } from "../../envelope.ts";
import { formObject, readMultipart } from "../../multipart.ts";
import { checked, readJson } from "../../request-body.ts";
import { activeSplit } from "../../runtime-state.ts";
import type { VersionRow, WorkerRow } from "../../tables.ts";
import { deploy } from "../deployment/model.ts";
import { noVersions } from "../errors.ts";
import { checkTargets } from "../version/binding-targets.ts";
import { resolveBindings } from "../version/bindings.ts";
import { copyVersion } from "../version/copy.ts";
import { commitVersion } from "../version/model.ts";
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
    const { name } = worker(c);
    const changed = await plane.serving.change(() => {
      const current = updateWorker(plane, findWorker(plane, name), settingsOf(settings));
      return changeVersioned(plane, current, settings, actorOf(c));
    });
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
 * Versioned settings make a version and deploy it.
 * @throws ApiError 10214 while the newest version is not deployed.
 */
function changeVersioned(
  plane: ControlPlane,
  worker: WorkerRow,
  settings: Settings,
  actor: Actor,
): WorkerRow {
  const { bindings, compatibility_date, compatibility_flags, limits, placement } = settings;
  const versioned = [bindings, compatibility_date, compatibility_flags, limits, placement];
  if (versioned.every((value) => value === undefined)) return worker;
  const latest = latestVersion(plane, worker);
  if (!latest) throw noVersions();
  refuseUnlessDeployed(plane, worker, latest);
  const resolved = bindings
    ? resolveBindings(plane, worker, settings, { isStrict: true, allowsVersionId: false })
    : latest.bindings;
  checkTargets(plane, resolved, { script: worker.name, classes: worker.durableObjects });
  const copy = copyVersion(plane, latest, resolved, actor, settings.annotations ?? {}, "settings");
  const stored = commitVersion(plane, worker, {
    ...copy,
    compatibilityDate: compatibility_date ?? latest.compatibilityDate,
    compatibilityFlags: compatibility_flags ?? latest.compatibilityFlags,
    limits: limits === undefined ? latest.limits : (limits as VersionRow["limits"]),
    placement: placement === undefined ? latest.placement : placement,
  });
  const versions = [{ version_id: stored.version.id, percentage: 100 }];
  return deploy(plane, stored.worker, { versions, triggeredBy: "settings" }, actor).worker;
}

function refuseUnlessDeployed(plane: ControlPlane, worker: WorkerRow, latest: VersionRow): void {
  if (activeSplit(plane.tables, worker).some(({ version }) => version.id === latest.id)) return;
  throw new ApiError(
    400,
    10214,
    "Script edit failed. You attempted to deploy the latest version with modified settings, but the latest version isn't currently deployed.",
  );
}
