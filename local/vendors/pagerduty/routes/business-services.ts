import type { Context, Hono } from "hono";
import { z } from "zod";
import { defined } from "../../defined.ts";
import { notFound } from "../errors.ts";
import { type BusinessService, newId, type PagerdutyState } from "../state.ts";
import { teamReference } from "../wire/people.ts";
import { identity } from "../wire/references.ts";
import { links, noContent, pageOf, param, readObject, referenceSchema } from "./http.ts";

const schema = z.object({
  name: z.string().min(1),
  description: z.string().nullable().optional(),
  point_of_contact: z.string().nullable().optional(),
  team: referenceSchema.nullable().optional(),
});
const changesSchema = schema.partial();

export function businessServiceRoutes(app: Hono, state: PagerdutyState): void {
  const find = (c: Context) => {
    const found = state.businessServices.get(param(c, "id"));
    if (!found) throw notFound("Business Service");
    return found;
  };
  const save = (value: BusinessService) => state.businessServices.put(value.id, value);
  const shown = (value: BusinessService) => {
    const team = value.teamId === null ? undefined : state.teams.get(value.teamId);
    return {
      ...identity(links(state), "business_services", value, "business_service"),
      name: value.name,
      description: value.description,
      point_of_contact: value.pointOfContact,
      team: team ? teamReference(links(state), team) : null,
    };
  };

  app.get("/business_services", (c) =>
    pageOf(c, "business_services", state.businessServices.list().map(shown)),
  );

  app.post("/business_services", async (c) => {
    const body = await readObject(c, "business_service", schema);
    const blank = { description: null, pointOfContact: null, teamId: null };
    const created = save({ id: newId(state), ...blank, ...inputOf(body), name: body.name });
    return Response.json({ business_service: shown(created) }, { status: 201 });
  });

  app.get("/business_services/:id", (c) => Response.json({ business_service: shown(find(c)) }));

  app.put("/business_services/:id", async (c) => {
    const current = find(c);
    const changes = inputOf(await readObject(c, "business_service", changesSchema));
    return Response.json({ business_service: shown(save({ ...current, ...changes })) });
  });

  app.delete("/business_services/:id", (c) => {
    state.businessServices.delete(find(c).id);
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
