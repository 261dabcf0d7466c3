import { Hono } from "hono";
import { z } from "zod";
import type { WireBinding } from "../../../../edge/contract.ts";
import { actorOf } from "../../actor.ts";
import type { ControlPlane } from "../../control-plane.ts";
import { ApiError, paginate, success } from "../../envelope.ts";
import { readJson } from "../../request-body.ts";
import { activeSplit } from "../../runtime-state.ts";
import type { VersionRow } from "../../tables.ts";
import { commitAndDeploy } from "../deployment/model.ts";
import { noVersions } from "../errors.ts";
import { findWorker } from "../worker/model.ts";
import { prepareCopy } from "./copy.ts";
import { commitVersion, findVersion, prepareVersion, versionsOf } from "./model.ts";
import { readVersionJson } from "./upload-json.ts";
import { versionToBetaWire } from "./wire-beta.ts";

const patchSchema = z.object({
  /** Bindings by name; null removes one. */
  env: z.record(z.string(), z.looseObject({ type: z.string() }).nullable()).optional(),
  annotations: z.record(z.string(), z.string().nullish()).nullish(),
});

const path = "/accounts/:account/workers/workers/:worker/versions";

/** Versions in the beta API: JSON with the modules inline. */
export function betaVersionRoutes(plane: ControlPlane): Hono {
  const app = new Hono();
  app.post(path, async (c) => {
    const upload = await readVersionJson(c);
    const worker = findWorker(plane, c.req.param("worker"));
    const actor = actorOf(c);
    const prepared = await prepareVersion(plane, upload, {
      worker,
      script: worker.name,
      actor,
      triggeredBy: "create_version_api",
      inherit: { isStrict: true, allowsVersionId: true },
    });
    const current = () => findWorker(plane, worker.id);
    const stored =
      c.req.query("deploy") === "true"
        ? await plane.serving.change(() => commitAndDeploy(plane, current(), prepared, { actor }))
        : plane.context.store.transaction(() => commitVersion(plane, current(), prepared));
    return success(versionToBetaWire(plane, stored.worker, stored.version));
  });
  app.get(path, (c) => {
    const worker = findWorker(plane, c.req.param("worker"));
    const { result, resultInfo } = paginate(
      versionsOf(plane, worker),
      new URL(c.req.url).searchParams,
    );
    return success(
      result.map((version) => versionToBetaWire(plane, worker, version)),
      resultInfo,
    );
  });
  app.get(`${path}/:version`, (c) => {
    const worker = findWorker(plane, c.req.param("worker"));
    const version = findVersion(plane, worker, c.req.param("version"));
    const includesModules = c.req.query("include") === "modules";
    return success(versionToBetaWire(plane, worker, version, { includesModules }));
  });
  app.patch(`${path}/latest`, async (c) => {
    const { env = {}, annotations } = await readJson(c, patchSchema);
    const worker = findWorker(plane, c.req.param("worker"));
    if (worker.latestVersionId === null) throw noVersions();
    const latest = findVersion(plane, worker, "latest");
    const bindings = mergedBindings(latest.bindings, env);
    const prepared = await prepareCopy(
      plane,
      worker,
      latest,
      { bindings },
      { actor: actorOf(c), annotations, triggeredBy: "secret" },
    );
    const stored = plane.context.store.transaction(() =>
      commitVersion(plane, findWorker(plane, worker.id), prepared),
    );
    return success(versionToBetaWire(plane, stored.worker, stored.version));
  });
  app.delete(`${path}/:version`, (c) => {
    const worker = findWorker(plane, c.req.param("worker"));
    deleteVersion(plane, findVersion(plane, worker, c.req.param("version")), worker.id);
    return success(null);
  });
  return app;
}

/** A JSON merge patch of the bindings. */
function mergedBindings(
  bindings: readonly WireBinding[],
  env: Record<string, ({ type: string } & Record<string, unknown>) | null>,
): WireBinding[] {
  const kept = bindings.filter(({ name }) => !(name in env));
  const added = Object.entries(env).flatMap(([name, value]) =>
    value === null ? [] : [{ ...value, name }],
  );
  return [...kept, ...added];
}

/** assumption: the code 10218; a version that serves or is the newest stays. */
function deleteVersion(plane: ControlPlane, version: VersionRow, workerId: string): void {
  const worker = findWorker(plane, workerId);
  const isServed = activeSplit(plane.tables, worker).some(
    (share) => share.version.id === version.id,
  );
  if (isServed || worker.latestVersionId === version.id) {
    throw new ApiError(
      400,
      10218,
      "A version that is deployed, or is the latest one, cannot be deleted.",
    );
  }
  plane.tables.versions.delete(version.id);
}
