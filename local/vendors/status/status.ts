import type { CloudContext } from "../../context.ts";
import { LocalCloudError } from "../../errors.ts";
import type { Click, Vendor } from "../vendor.ts";
import { statusCoverage } from "./coverage.ts";
import {
  type Impact,
  impacts,
  openIncident,
  openStatusPage,
  resolveIncident,
  type StatusPage,
  unresolved,
} from "./model.ts";
import { statusRoutes } from "./routes.ts";
import { seed } from "./seed.ts";
import { statusToWire } from "./wire.ts";

const MOUNT = "/cloudflare-status";

/** Cloudflare's status page, on which everything works until somebody says otherwise. */
export function createCloudflareStatus(context: CloudContext): Vendor {
  const page = openStatusPage(context);
  const app = statusRoutes(page);
  return {
    name: "cloudflare-status",
    mount: MOUNT,
    hosts: { "www.cloudflarestatus.com": MOUNT },
    coverage: statusCoverage,
    clicks: createClicks(page),
    seed: () => seed(page),
    fetch: (request) => app.fetch(request),
    credential: () => undefined,
    isPublic: () => true,
    failure: (status, message, { retryAfterSeconds } = {}) =>
      Response.json(
        { error: message },
        retryAfterSeconds === undefined
          ? { status }
          : { status, headers: { "retry-after": String(retryAfterSeconds) } },
      ),
    snapshot: () => ({
      ...statusToWire(page).status,
      incidents: unresolved(page).map(({ id, name, impact, createdAt }) => ({
        id,
        name,
        impact,
        createdAt,
      })),
    }),
  };
}

function createClicks(page: StatusPage): Click[] {
  return [
    {
      name: "open-incident",
      description: `Open an incident of a component (impact: ${impacts.join(", ")}).`,
      parameters: ["name", "impact", "component"],
      run: ([name = "", impact = "", component = ""]) => {
        if (!isImpact(impact)) {
          throw new LocalCloudError(
            "invalid-click",
            `"${impact}" is no impact; it is one of ${impacts.join(", ")}.`,
          );
        }
        const { id } = openIncident(page, { name, impact, component });
        return `Incident ${id} is open: ${name} (${impact}, ${component}).`;
      },
    },
    {
      name: "resolve-incident",
      description: "Resolve an open incident by its name or id.",
      parameters: ["incident"],
      run: ([incident = ""]) => `Incident ${resolveIncident(page, incident).id} is resolved.`,
    },
  ];
}

function isImpact(text: string): text is Impact {
  return (impacts as readonly string[]).includes(text);
}
