import {
  type ComponentRow,
  type Impact,
  type IncidentRow,
  impacts,
  now,
  type StatusPage,
  unresolved,
} from "./model.ts";

const PAGE_ID = "yh6f0r4529hb";

/** @see https://www.cloudflarestatus.com/api/v2 */
export function summaryToWire(page: StatusPage) {
  return {
    ...statusToWire(page),
    components: page.components.list().map(componentToWire),
    incidents: unresolved(page).map((incident) => incidentToWire(page, incident)),
    scheduled_maintenances: [],
  };
}

export function statusToWire(page: StatusPage) {
  return { page: pageToWire(page), status: overallStatus(page) };
}

export function pageToWire(page: StatusPage) {
  return {
    id: PAGE_ID,
    name: "Cloudflare",
    url: `${page.context.apiOrigin()}/cloudflare-status`,
    time_zone: "Etc/UTC",
    updated_at: now(page),
  };
}

const descriptions: Record<Impact, string> = {
  none: "All Systems Operational",
  minor: "Minor Service Outage",
  major: "Partial System Outage",
  critical: "Major System Outage",
};

/** The worst impact of the open incidents. */
function overallStatus(page: StatusPage): { indicator: Impact; description: string } {
  const worst = Math.max(0, ...unresolved(page).map(({ impact }) => impacts.indexOf(impact)));
  const indicator = impacts[worst] ?? "none";
  return { indicator, description: descriptions[indicator] };
}

export function componentToWire(row: ComponentRow, index: number) {
  return {
    id: row.id,
    name: row.name,
    status: row.status,
    created_at: row.createdAt,
    updated_at: row.updatedAt,
    position: index + 1,
    description: null,
    showcase: false,
    start_date: null,
    group_id: null,
    page_id: PAGE_ID,
    group: false,
    only_show_if_degraded: false,
  };
}

export function incidentToWire(page: StatusPage, row: IncidentRow) {
  return {
    id: row.id,
    name: row.name,
    status: row.status,
    impact: row.impact,
    created_at: row.createdAt,
    started_at: row.createdAt,
    updated_at: row.updatedAt,
    monitoring_at: null,
    resolved_at: row.resolvedAt,
    shortlink: `${pageToWire(page).url}/incidents/${row.id}`,
    page_id: PAGE_ID,
    incident_updates: row.updates.map(({ id, status, body, createdAt }) => ({
      id,
      status,
      body,
      incident_id: row.id,
      created_at: createdAt,
      updated_at: createdAt,
      display_at: createdAt,
    })),
    components: row.componentIds.flatMap((id) => {
      const component = page.components.get(id);
      return component ? [componentToWire(component, 0)] : [];
    }),
  };
}
