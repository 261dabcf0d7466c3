import { type ControlPlane, timestamp } from "../control-plane.ts";
import { ApiError } from "../envelope.ts";
import type { NotificationPolicyRow, WebhookRow } from "../tables.ts";

export interface PolicyInput {
  name: string;
  description?: string | undefined;
  enabled?: boolean | undefined;
  alert_type: string;
  alert_interval?: string | null | undefined;
  mechanisms?: Record<string, { id: string }[] | null> | undefined;
  filters?: Record<string, unknown> | null | undefined;
}

/** @throws ApiError 17102 when nobody would be told. */
export function createPolicy(plane: ControlPlane, input: PolicyInput): NotificationPolicyRow {
  const now = timestamp(plane);
  const id = plane.context.ids.hex(16);
  const row = { ...policyOf(plane, input), id, created: now, modified: now };
  return plane.tables.notificationPolicies.put(id, row);
}

/** What is left out keeps its value. */
export function updatePolicy(
  plane: ControlPlane,
  id: string,
  input: { [K in keyof PolicyInput]?: PolicyInput[K] | undefined },
): NotificationPolicyRow {
  const before = findPolicy(plane, id);
  const given = Object.entries(input).filter(([, value]) => value !== undefined);
  const merged = { ...before, ...Object.fromEntries(given) } as PolicyInput;
  return plane.tables.notificationPolicies.put(id, {
    ...before,
    ...policyOf(plane, merged),
    modified: timestamp(plane),
  });
}

export function findPolicy({ tables }: ControlPlane, id: string): NotificationPolicyRow {
  const policy = tables.notificationPolicies.get(id);
  if (!policy) throw new ApiError(404, 0, "Policy not found");
  return policy;
}

function policyOf(plane: ControlPlane, input: PolicyInput) {
  const mechanisms = Object.fromEntries(
    Object.entries(input.mechanisms ?? {}).flatMap(([kind, targets]) =>
      targets && targets.length > 0 ? [[kind, targets.map(({ id }) => ({ id }))]] : [],
    ),
  );
  if (Object.keys(mechanisms).length === 0) {
    throw new ApiError(400, 17102, "At least one delivery mechanism is required.");
  }
  for (const { id } of mechanisms.webhooks ?? []) findWebhook(plane, id);
  return {
    name: input.name,
    description: input.description ?? "",
    enabled: input.enabled ?? true,
    alert_type: input.alert_type,
    alert_interval: input.alert_interval ?? null,
    mechanisms,
    filters: input.filters ?? {},
  };
}

export interface WebhookInput {
  name: string;
  url: string;
  secret?: string | null | undefined;
}

export function createWebhook(
  plane: ControlPlane,
  { name, url, secret }: WebhookInput,
): WebhookRow {
  const id = plane.context.ids.hex(16);
  return plane.tables.webhooks.put(id, {
    id,
    name,
    url,
    secret: secret ?? null,
    created_at: timestamp(plane),
  });
}

/** The API keeps the URL of an existing webhook. @see terraform-provider-cloudflare issue 7358 */
export function updateWebhook(
  plane: ControlPlane,
  id: string,
  { name, secret }: WebhookInput,
): WebhookRow {
  const before = findWebhook(plane, id);
  return plane.tables.webhooks.put(id, { ...before, name, secret: secret ?? before.secret });
}

/** Ids are accepted with and without hyphens. @see terraform-provider-cloudflare issue 6455 */
export function findWebhook({ tables }: ControlPlane, id: string): WebhookRow {
  const webhook = tables.webhooks.get(id.replaceAll("-", ""));
  if (!webhook) throw new ApiError(404, 0, "Webhook not found");
  return webhook;
}
