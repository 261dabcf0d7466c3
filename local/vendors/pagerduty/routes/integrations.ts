import type { Context, Hono } from "hono";
import { z } from "zod";
import { defined } from "../../defined.ts";
import {
  createIntegration,
  deleteIntegration,
  findIntegration,
  findService,
  updateIntegration,
} from "../model/services.ts";
import { vendors } from "../seed.ts";
import type { PagerdutyState } from "../state.ts";
import { integration } from "../wire/services.ts";
import { links, noContent, param, readObject, referenceSchema } from "./http.ts";

const BASE = "/services/:id/integrations";

const EVENTS_V2 = "events_api_v2_inbound_integration";
const VENDOR_EVENTS = "generic_events_api_inbound_integration";

const integrationSchema = z.looseObject({
  name: z.string().min(1).optional(),
  type: z.string().optional(),
  vendor: referenceSchema.nullable().optional(),
  integration_key: z
    .string()
    .regex(/^[a-zA-Z0-9]{32}$/, "must be 32 letters or digits")
    .optional(),
});

const ECHOED = [
  "integration_email",
  "email_incident_creation",
  "email_filter_mode",
  "email_filters",
  "email_parsers",
  "email_parsing_fallback",
];

export function integrationRoutes(app: Hono, state: PagerdutyState): void {
  const integrationOf = (c: Context) => {
    const service = findService(state, param(c, "id"));
    return { service, current: findIntegration(state, service, param(c, "integration_id")) };
  };

  app.post(BASE, async (c) => {
    const service = findService(state, param(c, "id"));
    const body = await readObject(c, "integration", integrationSchema);
    const created = createIntegration(state, service, {
      name: body.name ?? vendorName(body.vendor?.id) ?? "Events API v2",
      type: typeOf(body.type, body.vendor?.id),
      vendorId: body.vendor?.id ?? null,
      key: body.integration_key,
      echoed: echoedIn(body),
    });
    return Response.json(
      { integration: integration(links(state), service, created) },
      {
        status: 201,
      },
    );
  });

  app.get(`${BASE}/:integration_id`, (c) => {
    const { service, current } = integrationOf(c);
    return Response.json({ integration: integration(links(state), service, current) });
  });

  app.put(`${BASE}/:integration_id`, async (c) => {
    const { service, current } = integrationOf(c);
    const body = await readObject(c, "integration", integrationSchema);
    const changes = defined({ name: body.name, key: body.integration_key });
    const updated = updateIntegration(state, current, { ...changes, echoed: echoedIn(body) });
    return Response.json({ integration: integration(links(state), service, updated) });
  });

  app.delete(`${BASE}/:integration_id`, (c) => {
    deleteIntegration(state, integrationOf(c).current);
    return noContent();
  });
}

/** Clients name a bare `service_integration` where only a vendor was chosen. */
function typeOf(type: string | undefined, vendorId: string | undefined): string {
  if (type !== undefined && type !== "service_integration") return type.replace(/_reference$/, "");
  return vendorId === undefined ? EVENTS_V2 : VENDOR_EVENTS;
}

function vendorName(id: string | undefined): string | undefined {
  return vendors.find((vendor) => vendor.id === id)?.name;
}

function echoedIn(body: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(ECHOED.filter((key) => key in body).map((key) => [key, body[key]]));
}
