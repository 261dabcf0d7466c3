import { ApiError, orMissing } from "../http/api-error.ts";
import { list, output, text } from "../schema/property.ts";
import { description, idOf, idsOf, pagerdutyResource, reference } from "./resource.ts";

const isSameMoment = (a: unknown, b: unknown) => Date.parse(String(a)) === Date.parse(String(b));

const window = pagerdutyResource("maintenanceWindow", {
  collection: "/maintenance_windows",
  wrap: "maintenance_window",
  properties: {
    description,
    startTime: text({ required: true, same: isSameMoment }),
    endTime: text({ required: true, same: isSameMoment }),
    services: list(text(), { required: true, unordered: true }),
  },
  body: ({ services, ...body }) => ({
    ...body,
    services: (services as string[]).map((id) => reference(id, "service_reference")),
  }),
  answer: ({ services, ...answer }) => ({ ...answer, services: idsOf(services) }),
});

/** A window of the past cannot be deleted: the API's 405 counts as done. */
export const maintenanceWindow: typeof window = {
  ...window,
  async delete(call, current) {
    try {
      await orMissing(window.delete(call, current));
    } catch (error) {
      if (!(error instanceof ApiError) || error.status !== 405) throw error;
    }
  },
};

export const businessService = pagerdutyResource("businessService", {
  collection: "/business_services",
  wrap: "business_service",
  autoname: "name",
  properties: {
    name: text({ kept: true }),
    description,
    pointOfContact: text(),
    team: text(),
    type: text({ default: "business_service" }),
    htmlUrl: output(text()),
    self: output(text()),
    summary: output(text()),
  },
  body: ({ team, type: _, ...body }) => ({
    ...body,
    ...(typeof team === "string" ? { team: reference(team, "team_reference") } : {}),
  }),
  answer: ({ team, ...answer }) => ({ ...answer, team: idOf(team) }),
});
