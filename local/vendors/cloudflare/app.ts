import { Hono } from "hono";
import { accountRoutes } from "./accounts/routes.ts";
import { alertingRoutes } from "./alerting/routes.ts";
import type { ControlPlane } from "./control-plane.ts";
import { ApiError, failure } from "./envelope.ts";
import { workersRoutes } from "./workers/routes.ts";
import { dnsRoutes } from "./zones/dns-routes.ts";
import { zoneRoutes } from "./zones/routes.ts";

/** @param storage the API of the account's data services. */
export function createApp(plane: ControlPlane, mount: string, storage: Hono): Hono {
  const app = new Hono();
  app.use("/accounts/:account/*", async (c, next) => {
    checkAccount(plane, c.req.param("account"), c.req.path);
    await next();
  });
  app.use("/accounts/:account", async (c, next) => {
    checkAccount(plane, c.req.param("account"), c.req.path);
    await next();
  });
  for (const routes of [
    accountRoutes(plane),
    zoneRoutes(plane),
    dnsRoutes(plane),
    alertingRoutes(plane),
    workersRoutes(plane, mount),
    storage,
  ]) {
    app.route("/", routes);
  }
  app.notFound((c) =>
    failure(501, 501, `The local cloud does not emulate ${c.req.method} ${mount}${c.req.path}.`),
  );
  app.onError((error) => {
    if (error instanceof ApiError) return failure(error.status, error.code, error.message);
    throw error;
  });
  return app;
}

/** @throws ApiError 7003 for what is no id, 10000 for another account. */
function checkAccount({ context }: ControlPlane, account: string, path: string): void {
  if (account === context.settings.accountId) return;
  if (/^[0-9a-f]{32}$/.test(account)) throw new ApiError(403, 10000, "Authentication error");
  throw new ApiError(
    400,
    7003,
    `Could not route to ${path}, perhaps your object identifier is invalid?`,
  );
}
