import type { PlainObject } from "../grpc/property-value.ts";
import { flag, list, object, text } from "../schema/property.ts";
import { pagerdutyResource } from "./resource.ts";

/** The value of a custom header is answered redacted: a refresh keeps what was sent. */
export const webhookSubscription = pagerdutyResource("webhookSubscription", {
  collection: "/webhook_subscriptions",
  wrap: "webhook_subscription",
  properties: {
    active: flag({ kept: true }),
    deliveryMethods: list(
      object({
        customHeaders: list(
          object({
            name: text({ required: true }),
            value: text({ required: true, replaces: true, unread: true, trusted: true }),
          }),
          { matchBy: "name" },
        ),
        temporarilyDisabled: flag(),
        type: text({ default: "http_delivery_method" }),
        url: text(),
      }),
      { required: true },
    ),
    description: text(),
    events: list(text(), { required: true }),
    filters: list(object({ id: text(), type: text({ required: true }) }), { required: true }),
    type: text({ default: "webhook_subscription" }),
  },
  body: ({ delivery_methods, filters, ...body }) => ({
    ...body,
    delivery_method: (delivery_methods as PlainObject[])[0],
    filter: (filters as PlainObject[])[0],
  }),
  answer: ({ delivery_method, filter, ...answer }) => ({
    ...answer,
    delivery_methods: [delivery_method],
    filters: [filter],
  }),
});
