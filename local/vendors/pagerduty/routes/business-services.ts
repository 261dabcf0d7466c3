import type { Context, Hono } from "hono";
import { z } from "zod";
import { defined } from "../../defined.ts";
import {
  createBusinessService,
  deleteBusinessService,
  findBusinessService,
  updateBusinessService,
} from "../model/business-services.ts";
import type { BusinessService, PagerdutyState } from "../state.ts";
import { businessService } from "../wire/planning.ts";
import { links, noContent, pageOf, param, readObject, referenceSchema } from "./http.ts";

const schema = z.object({
  name: z.string().min(1),
  description: z.string().nullable().optional(),
  point_of_contact: z.string().nullable().optional(),
  team: referenceSchema.nullable().optional(),
});
const changesSchema = schema.partial();

export function businessServiceRoutes(app: Hono, state: PagerdutyState): void {
  const find = (c: Context) => findBusinessService(state, param(c, "id"));
  const shown = (value: BusinessService) =>
    businessService(
      links(state),
      value,
      value.teamId === null ? undefined : state.teams.get(value.teamId),
    );

  app.get("/business_services", (c) =>
    pageOf(c, "business_services", state.businessServices.list().map(shown)),
  );

  app.post("/business_services", async (c) => {
    const body = await readObject(c, "business_service", schema);
    const created = createBusinessService(state, { ...inputOf(body), name: body.name });
    return Response.json({ business_service: shown(created) }, { status: 201 });
  });

  app.get("/business_services/:id", (c) => Response.json({ business_service: shown(find(c)) }));

  app.put("/business_services/:id", async (c) => {
    const current = find(c);
    const changes = inputOf(await readObject(c, "business_service", changesSchema));
    return Response.json({
      business_service: shown(updateBusinessService(state, current, changes)),
    });
  });

  app.delete("/business_services/:id", (c) => {
    deleteBusinessService(state, find(c));
    return noContent();
  });
}

function inputOf(body: z.infer<typeof changesSchema>) {
  return defined({
    name: body.name,
    description: body.description,
    pointOfContact: body.point_of_contact,
    teamId: body.team === null ? null : body.team?.id,
  });
}
