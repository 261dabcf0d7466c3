import { Hono } from "hono";
import { handleError, handleNotFound, methodNotAllowed } from "../kit/handle-error.ts";
import { Problem } from "../kit/problem.ts";
import { requestContext } from "../kit/request-context.ts";
import type { Runtime } from "../kit/runtime.ts";
import { securityHeaders } from "../kit/security-headers.ts";
import { limitUrl } from "../kit/url-limit.ts";
import { feedbackRoutes } from "./api/routes.ts";
import type { AppTypes } from "./api/types.ts";
import { envProblems } from "./env.ts";
import { limits } from "./limits.ts";
import { getHealth } from "./monitoring/health.ts";
import { getDemoPage, getDemoStyles } from "./pages/demo.ts";
import { getWidgetScript } from "./pages/widget-script.ts";

/** Everything the Worker answers over HTTP. */
export function createApp(runtime: Runtime): Hono<AppTypes> {
  const app = new Hono<AppTypes>();
  app.onError(handleError);
  app.notFound(handleNotFound);
  app.use(requestContext(runtime), securityHeaders, limitUrl(limits.urlLength));
  app.use(async (c, next) => {
    c.set("runtime", runtime);
    await next();
  });
  app.get("/health", getHealth).all(methodNotAllowed("GET"));
  app.use(async (c, next) => {
    if (envProblems(c.env).length > 0) {
      throw new Problem("misconfigured", "This service is not set up correctly.");
    }
    await next();
  });
  app.get("/widget.js", getWidgetScript).all(methodNotAllowed("GET"));
  app.get("/demo.css", getDemoStyles).all(methodNotAllowed("GET"));
  for (const path of ["/", "/demo"]) app.get(path, getDemoPage).all(methodNotAllowed("GET"));
  app.route("/api/v1", feedbackRoutes());
  return app;
}
