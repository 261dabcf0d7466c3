import { Hono } from "hono";
import { z } from "zod";
import { ApiError, success } from "../../envelope.ts";
import { readBody } from "../request.ts";
import type { StorageContext } from "../storage-context.ts";
import { bodyError, findBucket } from "./buckets.ts";
import { changeSettings, settingsOf } from "./settings-store.ts";

const corsSchema = z.object({
  rules: z
    .array(
      z.object({
        id: z.string().optional(),
        allowed: z.object({
          methods: z.array(z.enum(["GET", "PUT", "POST", "DELETE", "HEAD"])),
          origins: z.array(z.string()),
          headers: z.array(z.string()).optional(),
        }),
        exposeHeaders: z.array(z.string()).optional(),
        maxAgeSeconds: z.number().optional(),
      }),
    )
    .default([]),
});

const lifecycleSchema = z.object({
  rules: z
    .array(
      z.looseObject({
        id: z.string(),
        enabled: z.boolean(),
        conditions: z.object({ prefix: z.string() }),
      }),
    )
    .default([]),
});

const lockSchema = z.object({
  rules: z
    .array(z.looseObject({ id: z.string(), enabled: z.boolean(), condition: z.looseObject({}) }))
    .default([]),
});

/** Every bucket has it from the start. */
const DEFAULT_LIFECYCLE = {
  rules: [
    {
      id: "Default Multipart Abort Rule",
      enabled: true,
      conditions: { prefix: "" },
      abortMultipartUploadsTransition: { condition: { type: "Age", maxAge: 604_800 } },
    },
  ],
};

/** CORS, lifecycle and lock rules. */
export function r2PolicyRoutes(storage: StorageContext): Hono {
  const app = new Hono();
  const base = "/accounts/:account/r2/buckets/:bucket";

  app.get(`${base}/cors`, (c) => {
    const { cors } = settingsOf(storage, findBucket(storage, c).name);
    if (cors === null) throw new ApiError(404, 10059, "The CORS configuration does not exist.");
    return success(cors);
  });
  app.put(`${base}/cors`, async (c) => {
    const { name } = findBucket(storage, c);
    changeSettings(storage, name, { cors: await readBody(c, corsSchema, bodyError) });
    return success({});
  });
  app.delete(`${base}/cors`, (c) => {
    changeSettings(storage, findBucket(storage, c).name, { cors: null });
    return success({});
  });
  app.get(`${base}/lifecycle`, (c) =>
    success(settingsOf(storage, findBucket(storage, c).name).lifecycle ?? DEFAULT_LIFECYCLE),
  );
  app.put(`${base}/lifecycle`, async (c) => {
    const { name } = findBucket(storage, c);
    changeSettings(storage, name, { lifecycle: await readBody(c, lifecycleSchema, bodyError) });
    return success({});
  });
  app.get(`${base}/lock`, (c) => success(settingsOf(storage, findBucket(storage, c).name).lock));
  app.put(`${base}/lock`, async (c) => {
    const { name } = findBucket(storage, c);
    changeSettings(storage, name, { lock: await readBody(c, lockSchema, bodyError) });
    return success({});
  });
  return app;
}
