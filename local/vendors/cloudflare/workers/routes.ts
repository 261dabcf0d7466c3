import { Hono } from "hono";
import type { ControlPlane } from "../control-plane.ts";
import { assetRoutes } from "./asset/routes.ts";
import { deploymentRoutes } from "./deployment/routes.ts";
import { domainRoutes } from "./domain/routes.ts";
import { durableObjectRoutes } from "./durable-object/routes.ts";
import { routeRoutes } from "./route/routes.ts";
import { scheduleRoutes } from "./schedule/routes.ts";
import { scriptRoutes } from "./script/routes.ts";
import { serviceRoutes } from "./script/service-routes.ts";
import { settingsRoutes } from "./script/settings-routes.ts";
import { secretRoutes } from "./secret/routes.ts";
import { tailRoutes } from "./tail/routes.ts";
import { betaVersionRoutes } from "./version/routes-beta.ts";
import { scriptVersionRoutes } from "./version/routes-script.ts";
import { workerRoutes } from "./worker/routes.ts";

/** The Workers family: two APIs, beta and script, over one model. */
export function workersRoutes(plane: ControlPlane, mount: string): Hono {
  const app = new Hono();
  for (const routes of [
    workerRoutes(plane),
    betaVersionRoutes(plane),
    scriptRoutes(plane),
    scriptVersionRoutes(plane),
    deploymentRoutes(plane),
    secretRoutes(plane),
    settingsRoutes(plane),
    serviceRoutes(plane),
    scheduleRoutes(plane),
    routeRoutes(plane),
    domainRoutes(plane),
    assetRoutes(plane),
    tailRoutes(plane, mount),
    durableObjectRoutes(plane),
  ]) {
    app.route("/", routes);
  }
  return app;
}
