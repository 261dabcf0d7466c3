import type { Context, Hono } from "hono";
import { z } from "zod";
import { defined } from "../../defined.ts";
import {
  createService,
  deleteService,
  findService,
  integrationsOf,
  isInMaintenance,
  type ServiceInput,
  updateService,
} from "../model/services.ts";
import type { PagerdutyState, Service } from "../state.ts";
import { service } from "../wire/services.ts";
import {
  links,
  matching,
  noContent,
  pageOf,
  param,
  queryList,
  readObject,
  referenceSchema,
} from "./http.ts";

const seconds = z
  .union([z.int(), z.string().regex(/^\d+$/).transform(Number)])
  .nullable()
  .optional();
const constantRule = z.object({
  type: z.literal("constant"),
  urgency: z.enum(["high", "low", "severity_based"]),
});
const serviceSchema = z.looseObject({
  name: z.string().min(1),
  description: z.string().nullable().optional(),
  status: z.string().optional(),
  escalation_policy: referenceSchema,
  auto_resolve_timeout: seconds,
  acknowledgement_timeout: seconds,
  alert_creation: z.string().optional(),
  incident_urgency_rule: z
    .discriminatedUnion("type", [
      constantRule,
      z.object({
        type: z.literal("use_support_hours"),
        during_support_hours: constantRule,
        outside_support_hours: constantRule,
      }),
    ])
    .nullable()
    .optional(),
  support_hours: z
    .object({
      type: z.literal("fixed_time_per_day"),
      time_zone: z.string(),
      days_of_week: z.array(z.int().min(1).max(7)),
      start_time: z.string(),
      end_time: z.string(),
    })
    .nullable()
    .optional(),
});
const changesSchema = serviceSchema.partial();

/** Kept and answered as sent. */
const ECHOED = [
  "response_play",
  "scheduled_actions",
  "alert_grouping",
  "alert_grouping_timeout",
  "alert_grouping_parameters",
  "auto_pause_notifications_parameters",
];

export function serviceRoutes(app: Hono, state: PagerdutyState): void {
  const serviceOf = (c: Context) => findService(state, param(c, "id"));
  const shown = (c: Context, value: Service) =>
    service(links(state), value, {
      policy: state.policies.get(value.policyId),
      integrations: integrationsOf(state, value.id),
      openIncidents: state.incidents.filter(
        (incident) => incident.serviceId === value.id && incident.status !== "resolved",
      ),
      inMaintenance: isInMaintenance(state, value),
      withIntegrations: queryList(c, "include").includes("integrations"),
    });

  app.get("/services", (c) => {
    const wanted = c.req.query("name");
    const found = matching(c, state.services.list(), ({ name }) => name).filter(
      ({ name }) => wanted === undefined || name === wanted,
    );
    return pageOf(
      c,
      "services",
      found.map((each) => shown(c, each)),
    );
  });

  app.post("/services", async (c) => {
    const body = await readObject(c, "service", serviceSchema);
    const { name } = body;
    const policyId = body.escalation_policy.id;
    const created = createService(state, { ...inputOf(body), name, policyId });
    return Response.json({ service: shown(c, created) }, { status: 201 });
  });

  app.get("/services/:id", (c) => Response.json({ service: shown(c, serviceOf(c)) }));

  app.put("/services/:id", async (c) => {
    const current = serviceOf(c);
    const body = await readObject(c, "service", changesSchema);
    return Response.json({ service: shown(c, updateService(state, current, inputOf(body))) });
  });

  app.delete("/services/:id", (c) => {
    deleteService(state, serviceOf(c));
    return noContent();
  });
}

function inputOf(body: z.infer<typeof changesSchema>): Partial<ServiceInput> {
  return defined({
    name: body.name,
    description: body.description,
    policyId: body.escalation_policy?.id,
    isDisabled: body.status === undefined ? undefined : body.status === "disabled",
    autoResolveSeconds: zeroToNull(body.auto_resolve_timeout),
    acknowledgementSeconds: zeroToNull(body.acknowledgement_timeout),
    alertCreation: body.alert_creation,
    urgencyRule: body.incident_urgency_rule ?? undefined,
    supportHours: body.support_hours,
    echoed: Object.fromEntries(ECHOED.filter((key) => key in body).map((key) => [key, body[key]])),
  });
}

/** A timeout of 0 or null is off. */
function zeroToNull(value: number | null | undefined): number | null | undefined {
  return value === 0 ? null : value;
}
