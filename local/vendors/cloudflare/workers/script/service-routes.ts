import { type Context, Hono } from "hono";
import type { ControlPlane } from "../../control-plane.ts";
import { success } from "../../envelope.ts";
import type { WorkerRow } from "../../tables.ts";
import { serviceNotFound } from "../errors.ts";
import { bindingsToWire } from "../version/binding-wire.ts";
import { deleteWorker } from "../worker/delete.ts";
import { workerNamed } from "../worker/model.ts";
import { referencesTo } from "../worker/references.ts";
import { content, latestVersion } from "./routes.ts";
import { scriptToWire } from "./wire.ts";

const path = "/accounts/:account/workers/services/:service";
const environment = `${path}/environments/:environment`;

/** A Worker as a service with its one environment, `production`: what wrangler looks a Worker up by. */
export function serviceRoutes(plane: ControlPlane): Hono {
  const app = new Hono();
  const worker = (c: Context) => findService(plane, c.req.param("service") ?? "");
  app.get(path, (c) => {
    const found = worker(c);
    const production = environmentToWire(plane, found);
    return success({
      id: found.name,
      created_on: found.createdOn,
      modified_on: found.updatedOn,
      usage_model: "standard",
      default_environment: production,
      environments: [production],
    });
  });
  app.delete(path, async (c) => {
    const isForced = c.req.query("force") === "true";
    await plane.serving.change(() => deleteWorker(plane, worker(c), isForced));
    return success(null);
  });
  app.get(environment, (c) => success(environmentToWire(plane, worker(c))));
  app.get(`${environment}/bindings`, (c) => {
    const found = worker(c);
    const latest = latestVersion(plane, found);
    return success(latest ? bindingsToWire(plane, found, latest, { hidesPlainText: false }) : []);
  });
  app.get(`${environment}/routes`, (c) => success(routesToWire(plane, worker(c))));
  app.get(`${environment}/subdomain`, (c) => {
    const { enabled, previewsEnabled } = worker(c).subdomain;
    return success({ enabled, previews_enabled: previewsEnabled });
  });
  app.get(`${environment}/content/v2`, (c) => content(plane, c, worker(c).name));
  referenceRoutes(app, plane);
  return app;
}

/** @throws ApiError 10090. */
function findService(plane: ControlPlane, name: string): WorkerRow {
  const worker = workerNamed(plane, name);
  if (!worker) throw serviceNotFound();
  return worker;
}

function environmentToWire(plane: ControlPlane, worker: WorkerRow) {
  return {
    environment: "production",
    created_on: worker.createdOn,
    modified_on: worker.updatedOn,
    script: scriptToWire(worker, latestVersion(plane, worker)),
  };
}

function routesToWire({ tables }: ControlPlane, { name }: WorkerRow) {
  return tables.routes
    .filter(({ script }) => script === name)
    .map(({ id, pattern, zoneId, script }) => ({
      id,
      pattern,
      script,
      zone_id: zoneId,
      zone_name: tables.zones.get(zoneId)?.name,
    }));
}

/** What wrangler asks before it deletes a Worker. */
function referenceRoutes(app: Hono, plane: ControlPlane): void {
  app.get("/accounts/:account/workers/scripts/:script/references", (c) => {
    const worker = findService(plane, c.req.param("script"));
    const { services, durableObjects } = referencesTo(plane, worker);
    return success({
      services: {
        incoming: services.map(({ worker: { name }, binding }) => ({
          service: name,
          environment: "production",
          name: binding.name,
        })),
        outgoing: [],
        pages_function: false,
      },
      durable_objects: durableObjects.map(({ worker: { name }, className, namespaceId }) => ({
        service: name,
        environment: "production",
        durable_object_namespace_id: namespaceId,
        durable_object_namespace_name: `${worker.name}_${className}`,
      })),
      dispatch_outbounds: [],
    });
  });
  app.get("/accounts/:account/workers/tails/by-consumer/:script", (c) => {
    const worker = findService(plane, c.req.param("script"));
    return success(
      referencesTo(plane, worker).tailProducers.map(({ name }) => ({
        consumer: { service: worker.name },
        producer: { service: name },
      })),
    );
  });
}
