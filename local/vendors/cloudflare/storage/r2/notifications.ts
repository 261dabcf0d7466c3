import { type Context, Hono } from "hono";
import { z } from "zod";
import { ApiError, success } from "../../envelope.ts";
import { readBody } from "../request.ts";
import { type StorageContext, timestamp } from "../storage-context.ts";
import { bodyError, findBucket } from "./buckets.ts";
import { bucketSettings, changeSettings, settingsOf } from "./settings-store.ts";

const rulesSchema = z.object({
  rules: z.array(
    z.object({
      actions: z.array(
        z.enum([
          "PutObject",
          "CopyObject",
          "DeleteObject",
          "CompleteMultipartUpload",
          "LifecycleDeletion",
        ]),
      ),
      prefix: z.string().default(""),
      suffix: z.string().default(""),
      description: z.string().default(""),
    }),
  ),
});

/** Event notifications of buckets to queues; kept and answered, but no message is sent. */
export function r2NotificationRoutes(storage: StorageContext): Hono {
  const app = new Hono();
  const base = "/accounts/:account/event_notifications/r2/:bucket/configuration";

  app.get(base, (c) => {
    const { name } = findBucket(storage, c);
    const queues = Object.keys(settingsOf(storage, name).notifications);
    return success({
      bucketName: name,
      queues: queues.map((queueId) => describe(storage, name, queueId)),
    });
  });
  app.get(`${base}/queues/:queue`, (c) => {
    const { name } = findBucket(storage, c);
    return success(describe(storage, name, requireRules(storage, name, c)));
  });
  app.put(`${base}/queues/:queue`, async (c) => {
    const { name } = findBucket(storage, c);
    const queueId = c.req.param("queue");
    if (!storage.resources.queues.get(queueId)) {
      throw new ApiError(404, 11000, "workers.api.error.queue_not_found");
    }
    const { rules } = await readBody(c, rulesSchema, bodyError);
    const described = rules.map((rule) => ({
      ...rule,
      ruleId: storage.context.ids.uuid(),
      createdAt: timestamp(storage),
    }));
    const { notifications } = settingsOf(storage, name);
    const kept = notifications[queueId] ?? [];
    changeSettings(storage, name, {
      notifications: { ...notifications, [queueId]: [...kept, ...described] },
    });
    return success({});
  });
  app.delete(`${base}/queues/:queue`, (c) => {
    const { name } = findBucket(storage, c);
    const queueId = requireRules(storage, name, c);
    const { [queueId]: _removed, ...notifications } = settingsOf(storage, name).notifications;
    changeSettings(storage, name, { notifications });
    return success({});
  });
  return app;
}

/** Buckets whose events go to a queue, which counts them as producers. */
export function notifyingBuckets(storage: StorageContext, queueId: string): string[] {
  const settings = bucketSettings(storage);
  return storage.resources.r2Buckets
    .list()
    .map(({ name }) => name)
    .filter((name) => settings.get(name)?.notifications[queueId] !== undefined);
}

function requireRules(storage: StorageContext, bucket: string, c: Context): string {
  const queueId = c.req.param("queue") ?? "";
  if (settingsOf(storage, bucket).notifications[queueId]) return queueId;
  throw new ApiError(404, 11015, "No event notification configuration was found.");
}

function describe(storage: StorageContext, bucket: string, queueId: string) {
  return {
    queueId,
    queueName: storage.resources.queues.get(queueId)?.queue_name ?? "",
    rules: settingsOf(storage, bucket).notifications[queueId],
  };
}
