import { Hono } from "hono";
import { z } from "zod";
import { USER_EMAIL } from "../actor.ts";
import type { ControlPlane } from "../control-plane.ts";
import { ApiError, paginate, success } from "../envelope.ts";
import { readJson } from "../request-body.ts";
import { accountToWire, membershipToWire, tokenToWire, userToWire } from "./wire.ts";

/** The one user, the one account, and who belongs to it. */
export function accountRoutes(plane: ControlPlane): Hono {
  const app = new Hono();
  app.get("/user", () => success(userToWire(USER_EMAIL)));
  app.get("/user/tokens/verify", () => success(tokenToWire()));
  app.get("/accounts", (c) => {
    const { searchParams } = new URL(c.req.url);
    const { accountName } = plane.context.settings;
    const isNamed = (searchParams.get("name") ?? accountName) === accountName;
    const accounts = isNamed ? [accountToWire(plane)] : [];
    const { result, resultInfo } = paginate(accounts, searchParams);
    return success(result, resultInfo);
  });
  app.get("/accounts/:account", () => success(accountToWire(plane)));
  app.get("/accounts/:account/tokens/verify", () => success(tokenToWire()));
  app.get("/memberships", (c) => {
    const { searchParams } = new URL(c.req.url);
    const { result, resultInfo } = paginate([membershipToWire(plane)], searchParams);
    return success(result, resultInfo);
  });
  subdomainRoutes(app, plane);
  return app;
}

/** `<subdomain>.workers.dev` of the account. */
function subdomainRoutes(app: Hono, { context, tables, serving }: ControlPlane): void {
  const path = "/accounts/:account/workers/subdomain";
  app.get(path, () => {
    const { workersSubdomain } = tables.account.get("account") ?? context.settings;
    return success({ subdomain: workersSubdomain });
  });
  app.put(path, async (c) => {
    const { subdomain } = await readJson(c, z.object({ subdomain: z.string() }));
    if (!/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/.test(subdomain)) {
      throw new ApiError(400, 10030, `"${subdomain}" is not a valid workers.dev subdomain.`);
    }
    await serving.change(() => tables.account.put("account", { workersSubdomain: subdomain }));
    return success({ subdomain });
  });
}
