import type { CloudContext } from "../../context.ts";
import { LocalCloudError } from "../../errors.ts";
import type { Collection } from "../../store.ts";

export const componentStatuses = [
  "operational",
  "degraded_performance",
  "partial_outage",
  "major_outage",
  "under_maintenance",
] as const;
export type ComponentStatus = (typeof componentStatuses)[number];

export const impacts = ["none", "minor", "major", "critical"] as const;
export type Impact = (typeof impacts)[number];

export interface ComponentRow {
  id: string;
  name: string;
  status: ComponentStatus;
  createdAt: string;
  updatedAt: string;
}

export interface IncidentRow {
  id: string;
  name: string;
  status: "investigating" | "resolved";
  impact: Impact;
  componentIds: string[];
  createdAt: string;
  updatedAt: string;
  resolvedAt: string | null;
  updates: { id: string; status: string; body: string; createdAt: string }[];
}

export interface StatusPage {
  context: CloudContext;
  components: Collection<ComponentRow>;
  incidents: Collection<IncidentRow>;
}

export function openStatusPage(context: CloudContext): StatusPage {
  return {
    context,
    components: context.store.collection("cloudflare-status.components"),
    incidents: context.store.collection("cloudflare-status.incidents"),
  };
}

export function now({ context }: StatusPage): string {
  return context.clock.now().toISOString();
}

/** Which state of a component each impact of an incident means. */
const statusByImpact: Record<Impact, ComponentStatus> = {
  none: "operational",
  minor: "degraded_performance",
  major: "partial_outage",
  critical: "major_outage",
};

/** @throws LocalCloudError `invalid-click` for an unknown component. */
export function openIncident(
  page: StatusPage,
  { name, impact, component }: { name: string; impact: Impact; component: string },
): IncidentRow {
  const affected = componentNamed(page, component);
  const at = now(page);
  page.components.put(affected.id, {
    ...affected,
    status: statusByImpact[impact],
    updatedAt: at,
  });
  const id = page.context.ids.hex(6);
  return page.incidents.put(id, {
    id,
    name,
    status: "investigating",
    impact,
    componentIds: [affected.id],
    createdAt: at,
    updatedAt: at,
    resolvedAt: null,
    updates: [update(page, "investigating", `We are investigating: ${name}.`)],
  });
}

/** Resolves an incident; its components work again unless another open one names them. */
export function resolveIncident(page: StatusPage, name: string): IncidentRow {
  const incident = unresolved(page).find((each) => each.name === name || each.id === name);
  if (!incident) {
    throw new LocalCloudError("invalid-click", `There is no open incident "${name}".`);
  }
  const at = now(page);
  const resolved = page.incidents.put(incident.id, {
    ...incident,
    status: "resolved",
    updatedAt: at,
    resolvedAt: at,
    updates: [update(page, "resolved", "This incident has been resolved."), ...incident.updates],
  });
  const stillHit = new Set(unresolved(page).flatMap(({ componentIds }) => componentIds));
  for (const id of incident.componentIds) {
    const component = page.components.get(id);
    if (!component || stillHit.has(id)) continue;
    page.components.put(id, { ...component, status: "operational", updatedAt: at });
  }
  return resolved;
}

export function unresolved({ incidents }: StatusPage): IncidentRow[] {
  return incidents.filter(({ status }) => status !== "resolved");
}

function componentNamed({ components }: StatusPage, name: string): ComponentRow {
  const component = components.find((each) => each.name === name);
  if (component) return component;
  const names = components.list().map((each) => each.name);
  throw new LocalCloudError("invalid-click", `There is no component "${name}".`, {
    hint: `Components: ${names.join(", ")}.`,
  });
}

function update(page: StatusPage, status: string, body: string) {
  return { id: page.context.ids.hex(6), status, body, createdAt: now(page) };
}
