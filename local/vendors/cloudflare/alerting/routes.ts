import { Hono } from "hono";
import { z } from "zod";
import type { ControlPlane } from "../control-plane.ts";
import { ApiError, success } from "../envelope.ts";
import { readJson } from "../request-body.ts";
import {
  createPolicy,
  createWebhook,
  findPolicy,
  findWebhook,
  updatePolicy,
  updateWebhook,
} from "./model.ts";
import { policyToWire, webhookToWire } from "./wire.ts";

const policySchema = z.object({
  name: z.string().min(1),
  description: z.string().optional(),
  enabled: z.boolean().optional(),
  alert_type: z.string().min(1),
  alert_interval: z.string().nullish(),
  mechanisms: z.record(z.string(), z.array(z.object({ id: z.string() })).nullable()).optional(),
  filters: z.looseObject({}).nullish(),
});

const webhookSchema = z.object({
  name: z.string().min(1),
  url: z.url(),
  secret: z.string().nullish(),
});

const alerting = "/accounts/:account/alerting/v3";

/** Notification policies and the webhooks they call. Nothing is ever sent from here. */
export function alertingRoutes(plane: ControlPlane): Hono {
  const app = new Hono();
  policyRoutes(app, plane);
  webhookRoutes(app, plane);
  return app;
}

function policyRoutes(app: Hono, plane: ControlPlane): void {
  const policies = `${alerting}/policies`;
  const { notificationPolicies } = plane.tables;
  app.get(policies, () => success(notificationPolicies.list().map(policyToWire)));
  app.post(policies, async (c) => {
    const { id } = createPolicy(plane, await readJson(c, policySchema));
    return success({ id });
  });
  app.get(`${policies}/:policy`, (c) =>
    success(policyToWire(findPolicy(plane, c.req.param("policy")))),
  );
  app.put(`${policies}/:policy`, async (c) => {
    const input = await readJson(c, policySchema.partial());
    const { id } = updatePolicy(plane, c.req.param("policy"), input);
    return success({ id });
  });
  app.delete(`${policies}/:policy`, (c) => {
    notificationPolicies.delete(findPolicy(plane, c.req.param("policy")).id);
    return success(null);
  });
}

function webhookRoutes(app: Hono, plane: ControlPlane): void {
  const path = `${alerting}/destinations/webhooks`;
  const { webhooks } = plane.tables;
  app.get(path, () => success(webhooks.list().map(webhookToWire)));
  app.post(path, async (c) => {
    const { id } = createWebhook(plane, await readJson(c, webhookSchema));
    return success({ id });
  });
  app.get(`${path}/:webhook`, (c) =>
    success(webhookToWire(findWebhook(plane, c.req.param("webhook")))),
  );
  app.put(`${path}/:webhook`, async (c) => {
    const input = await readJson(c, webhookSchema);
    const { id } = updateWebhook(plane, c.req.param("webhook"), input);
    return success({ id });
  });
  app.delete(`${path}/:webhook`, (c) => {
    const { id } = findWebhook(plane, c.req.param("webhook"));
    const user = plane.tables.notificationPolicies.find(({ mechanisms }) =>
      (mechanisms.webhooks ?? []).some((each) => each.id === id),
    );
    if (user) throw new ApiError(400, 15000, `The webhook is used by the policy "${user.name}".`);
    webhooks.delete(id);
    return success(null);
  });
}
