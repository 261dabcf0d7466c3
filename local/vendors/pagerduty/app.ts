import { Hono } from "hono";
import { errorResponse, PagerdutyError } from "./errors.ts";
import { accountRoutes } from "./routes/account.ts";
import { businessServiceRoutes } from "./routes/business-services.ts";
import { escalationPolicyRoutes } from "./routes/escalation-policies.ts";
import { eventRoutes } from "./routes/events.ts";
import { incidentRoutes } from "./routes/incidents.ts";
import { integrationRoutes } from "./routes/integrations.ts";
import { logEntryRoutes } from "./routes/log-entries.ts";
import { maintenanceWindowRoutes } from "./routes/maintenance-windows.ts";
import { onCallRoutes } from "./routes/on-calls.ts";
import { scheduleRoutes } from "./routes/schedules.ts";
import { serviceRoutes } from "./routes/services.ts";
import { teamRoutes } from "./routes/teams.ts";
import { userRoutes } from "./routes/users.ts";
import type { PagerdutyState } from "./state.ts";

const FAMILIES = [
  accountRoutes,
  userRoutes,
  teamRoutes,
  scheduleRoutes,
  escalationPolicyRoutes,
  serviceRoutes,
  integrationRoutes,
  incidentRoutes,
  logEntryRoutes,
  onCallRoutes,
  maintenanceWindowRoutes,
  businessServiceRoutes,
  eventRoutes,
];

/** Every registered operation; its `routes` are what the coverage table must list. */
export function pagerdutyApp(state: PagerdutyState): Hono {
  const app = new Hono();
  for (const register of FAMILIES) register(app, state);
  app.notFound((c) =>
    errorResponse({
      status: 501,
      title: `The local cloud does not emulate ${c.req.method} ${new URL(c.req.url).pathname} of PagerDuty.`,
    }),
  );
  app.onError((error) => {
    if (error instanceof PagerdutyError) return errorResponse(error);
    throw error;
  });
  return app;
}
