import { Hono } from "hono";
import { z } from "zod";
import { actorOf } from "../../actor.ts";
import type { ControlPlane } from "../../control-plane.ts";
import { success } from "../../envelope.ts";
import { readJson } from "../../request-body.ts";
import { withoutSecrets } from "../version/binding-wire.ts";
import { findWorker } from "../worker/model.ts";
import { changeSecrets, findSecret, secretsOf } from "./model.ts";

const secretSchema = z.union([
  z.looseObject({ type: z.literal("secret_text"), text: z.string() }),
  z.looseObject({ type: z.literal("secret_key") }),
]);

const bulkSchema = z.object({ secrets: z.record(z.string(), secretSchema.nullable()).default({}) });

const path = "/accounts/:account/workers/scripts/:script";

/** @see https://developers.cloudflare.com/workers/configuration/secrets/ */
export function secretRoutes(plane: ControlPlane): Hono {
  const app = new Hono();
  const worker = (script: string) => findWorker(plane, script);
  app.get(`${path}/secrets`, (c) => {
    const script = c.req.param("script");
    return success(secretsOf(plane, worker(script)).map((secret) => withoutSecrets(secret)));
  });
  app.put(`${path}/secrets`, async (c) => {
    const script = c.req.param("script");
    const secret = await readJson(
      c,
      z.intersection(secretSchema, z.looseObject({ name: z.string() })),
    );
    await changeSecrets(plane, script, { [secret.name]: secret }, actorOf(c));
    return success(withoutSecrets(secret));
  });
  app.get(`${path}/secrets/:secret`, (c) => {
    const script = c.req.param("script");
    const secret = findSecret(plane, worker(script), c.req.param("secret"));
    return success(withoutSecrets(secret));
  });
  app.delete(`${path}/secrets/:secret`, async (c) => {
    const name = c.req.param("secret");
    await changeSecrets(plane, c.req.param("script"), { [name]: null }, actorOf(c));
    return success(null);
  });
  app.patch(`${path}/secrets-bulk`, async (c) => {
    const script = c.req.param("script");
    const { secrets } = await readJson(c, bulkSchema);
    const { worker: changed } = await changeSecrets(plane, script, secrets, actorOf(c));
    const result = secretsOf(plane, changed).map((secret) => withoutSecrets(secret));
    return success(Object.fromEntries(result.map((secret) => [secret.name, secret])));
  });
  return app;
}
