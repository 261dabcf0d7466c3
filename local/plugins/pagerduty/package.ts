import type { ProviderPackage } from "../resource.ts";
import { any, flag, text } from "../schema/property.ts";
import { PagerdutyClient } from "./client.ts";
import { escalationPolicy } from "./escalation-policy.ts";
import { getEscalationPolicy, getPriority, getTeam, getUser, getVendor } from "./functions.ts";
import { businessService, maintenanceWindow } from "./maintenance.ts";
import { schedule } from "./schedule.ts";
import { service } from "./service.ts";
import { serviceDependency } from "./service-dependency.ts";
import { serviceIntegration } from "./service-integration.ts";
import { team, teamMembership } from "./team.ts";
import { user } from "./user.ts";
import { webhookSubscription } from "./webhook-subscription.ts";

/** Follows the plugin 4.32.0 with @pulumi/pagerduty 3.4.0, the newest SDK on npm. */
export const pagerduty: ProviderPackage<PagerdutyClient> = {
  name: "pagerduty",
  version: "3.4.0",
  dialect: { zeroIsAbsent: true },
  config: {
    apiUrlOverride: text(),
    insecureTls: flag(),
    serviceRegion: text(),
    skipCredentialsValidation: flag(),
    token: text({ secret: true }),
    useAppOauthScopedToken: any(),
    userToken: text({ secret: true }),
  },
  overrides: { baseUrl: "apiUrlOverride", token: "token" },
  baseUrl: (apiOrigin) => `${apiOrigin}/pagerduty`,
  connect: (connection, signal) => new PagerdutyClient(connection, signal),
  async start(api, { config }) {
    if (config.skipCredentialsValidation !== true) await api.request("GET", "/abilities");
    return {};
  },
  resources: [
    businessService,
    escalationPolicy,
    maintenanceWindow,
    schedule,
    service,
    serviceDependency,
    serviceIntegration,
    team,
    teamMembership,
    user,
    webhookSubscription,
  ],
  functions: [getEscalationPolicy, getPriority, getTeam, getUser, getVendor],
};
