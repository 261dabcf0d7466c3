import type { ControlPlane } from "../../control-plane.ts";
import { ApiError } from "../../envelope.ts";
import type { RouteRow, ZoneRow } from "../../tables.ts";
import { zoneOfHost } from "../../zones/model.ts";
import { routeNotFound } from "../errors.ts";
import { workerNamed } from "../worker/model.ts";

/** @throws ApiError 10022, 10020, 10019. */
export function createRoute(
  plane: ControlPlane,
  zone: ZoneRow,
  { pattern, script }: Pick<RouteRow, "pattern" | "script">,
): RouteRow {
  checkRoute(plane, zone, pattern, script);
  refuseDuplicate(plane, pattern);
  const id = plane.context.ids.hex(16);
  return plane.tables.routes.put(id, { id, zoneId: zone.id, pattern, script });
}

/** @throws ApiError 10009, 10022, 10020, 10019. */
export function updateRoute(
  plane: ControlPlane,
  zone: ZoneRow,
  id: string,
  { pattern, script }: Pick<RouteRow, "pattern" | "script">,
): RouteRow {
  const route = findRoute(plane, zone, id);
  checkRoute(plane, zone, pattern, script);
  if (pattern !== route.pattern) refuseDuplicate(plane, pattern);
  return plane.tables.routes.put(id, { ...route, pattern, script });
}

/** @throws ApiError 10009. */
export function findRoute({ tables }: ControlPlane, zone: ZoneRow, id: string): RouteRow {
  const route = tables.routes.get(id);
  if (route?.zoneId !== zone.id) throw routeNotFound();
  return route;
}

/**
 * Makes the given patterns all of a Worker's routes, in every zone, as `wrangler deploy` does.
 * @throws ApiError 10020 for a pattern that another Worker has, 10022 for one of no zone.
 */
export function replaceRoutes(
  plane: ControlPlane,
  script: string,
  patterns: readonly string[],
): RouteRow[] {
  const { tables } = plane;
  const own = tables.routes.filter((route) => route.script === script);
  for (const route of own) {
    if (!patterns.includes(route.pattern)) tables.routes.delete(route.id);
  }
  return patterns.map((pattern) => {
    const zone = zoneOfHost(plane, hostOf(pattern).replace(/^\*\.?/, ""));
    if (!zone) throw invalidPattern(pattern, "its host is in no zone of the account");
    return (
      own.find((route) => route.pattern === pattern) ??
      createRoute(plane, zone, { pattern, script })
    );
  });
}

function refuseDuplicate({ tables }: ControlPlane, pattern: string): void {
  if (!tables.routes.find((route) => route.pattern === pattern)) return;
  throw new ApiError(409, 10020, "A route with the same pattern already exists.");
}

function checkRoute(
  plane: ControlPlane,
  zone: ZoneRow,
  pattern: string,
  script: string | null,
): void {
  const host = hostOf(pattern);
  const name = host.replace(/^\*\.?/, "");
  if (name.includes("*")) throw invalidPattern(pattern, "a host has `*` only at its start");
  if (name !== zone.name && !name.endsWith(`.${zone.name}`)) {
    throw invalidPattern(pattern, `its host is not in the zone ${zone.name}`);
  }
  const path = pattern.replace(/^https?:\/\//, "").slice(host.length);
  if (path.slice(0, -1).includes("*")) {
    throw invalidPattern(pattern, "a path has `*` only at its end");
  }
  if (path.includes("?")) throw invalidPattern(pattern, "a pattern has no query string");
  if (script !== null && !workerNamed(plane, script)) {
    throw new ApiError(
      400,
      10019,
      "Cannot configure a route for a Worker which does not exist. Please ensure this Worker exists and try again.",
    );
  }
}

function hostOf(pattern: string): string {
  return pattern.replace(/^https?:\/\//, "").split("/")[0] ?? "";
}

/** @see https://developers.cloudflare.com/workers/configuration/routing/routes/#matching-behavior */
function invalidPattern(pattern: string, rule: string): ApiError {
  return new ApiError(400, 10022, `Invalid route pattern '${pattern}': ${rule}.`);
}
