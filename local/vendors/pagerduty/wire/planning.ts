import type { BusinessService, MaintenanceWindow, Team } from "../state.ts";
import { mention, type Names } from "./incidents.ts";
import { teamReference } from "./people.ts";
import { identity, type Links } from "./references.ts";

export function businessService(links: Links, value: BusinessService, team: Team | undefined) {
  return {
    ...identity(links, "business_services", value, "business_service"),
    name: value.name,
    description: value.description,
    point_of_contact: value.pointOfContact,
    team: team ? teamReference(links, team) : null,
  };
}

export function maintenanceWindow(links: Links, names: Names, value: MaintenanceWindow) {
  const { id, description, startTime, endTime, serviceIds } = value;
  const named = { id, name: description ?? id };
  return {
    ...identity(links, "maintenance_windows", named, "maintenance_window"),
    description,
    start_time: startTime,
    end_time: endTime,
    services: serviceIds.map((each) => mention(links, names, "service", each)),
    teams: [],
  };
}
