import { Hono } from "hono";
import { USER_EMAIL } from "../actor.ts";
import type { ControlPlane } from "../control-plane.ts";
import { paginate, success } from "../envelope.ts";
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
  app.get("/accounts/:account/workers/subdomain", () =>
    success({ subdomain: plane.context.settings.workersSubdomain }),
  );
  return app;
}
