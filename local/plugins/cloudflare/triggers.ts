import type { Plain } from "../grpc/property-value.ts";
import { list, object, output, text } from "../schema/property.ts";
import { accountId, cloudflareResource, zoneId } from "./resource.ts";

export const workersRoute = cloudflareResource("workersRoute", {
  collection: "/zones/{zoneId}/workers/routes",
  importId: ["zoneId", "id"],
  properties: {
    zoneId,
    pattern: text({ required: true }),
    script: text(),
  },
});

const kept = { kept: true, replaces: true } as const;

/**
 * The PUT takes the hostname over from wherever it was. Replaced in the default order, new before
 * old, the DELETE of the old id may remove what the PUT has just made: that is the vendor's too.
 */
export const workersCustomDomain = cloudflareResource("workersCustomDomain", {
  collection: "/accounts/{accountId}/workers/domains",
  importId: ["accountId", "id"],
  createWith: "PUT",
  updateWith: "nothing",
  properties: {
    accountId,
    hostname: text({ required: true, replaces: true }),
    service: text({ required: true, replaces: true }),
    zoneId: text(kept),
    zoneName: text(kept),
    environment: text(kept),
    certId: output(text()),
  },
});

const SCHEDULES = "/accounts/{accountId}/workers/scripts/{scriptName}/schedules";

/** The whole set in one PUT. Schedules are never read back, and a deleted resource leaves them. */
export const workersCronTrigger = cloudflareResource("workersCronTrigger", {
  collection: SCHEDULES,
  item: SCHEDULES,
  id: (_, state) => String(state.scriptName),
  importId: ["accountId", "scriptName"],
  createWith: "PUT",
  deleteWith: "nothing",
  properties: {
    accountId,
    scriptName: text({ required: true, replaces: true }),
    schedules: list(
      object({
        cron: text({ required: true }),
        createdOn: text({ kept: true, unsent: true }),
        modifiedOn: text({ kept: true, unsent: true }),
      }),
      { required: true, unread: true, matchBy: "cron" },
    ),
  },
  body: ({ schedules }) => schedules as Plain,
});
