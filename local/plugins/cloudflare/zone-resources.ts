import { any, flag, integer, list, map, number, object, output, text } from "../schema/property.ts";
import { between, oneOf } from "../schema/rules.ts";
import { cloudflareResource, zoneId } from "./resource.ts";
import { zoneOutputs } from "./zone.ts";

const kept = { kept: true } as const;
/** What of a zone a program may give; the rest is the vendor's. */
const given = ["account", "name", "paused", "type", "vanityNameServers"];
const answered = Object.entries(zoneOutputs).filter(([name]) => !given.includes(name));

/** Deleting a zone deletes everything in it: a production zone is looked up, never declared. */
export const zone = cloudflareResource("zone", {
  collection: "/zones",
  importId: ["id"],
  updateWith: "PATCH",
  updateBody: "difference",
  properties: {
    account: object({ id: text() }, { required: true, replaces: true }),
    name: text({ required: true, replaces: true }),
    type: text({ default: "full", check: oneOf("full", "partial", "secondary", "internal") }),
    paused: flag(kept),
    vanityNameServers: list(text(), kept),
    ...Object.fromEntries(answered.map(([name, property]) => [name, output(property)])),
  },
});

const SETTING = "/zones/{zoneId}/settings/{settingId}";

/** There is always a value: making one changes it, and a deletion does nothing. */
export const zoneSetting = cloudflareResource("zoneSetting", {
  collection: SETTING,
  item: SETTING,
  importId: ["zoneId", "settingId"],
  id: (_, state) => String(state.settingId),
  createWith: "PATCH",
  updateWith: "PATCH",
  deleteWith: "nothing",
  properties: {
    zoneId,
    settingId: text({ required: true, replaces: true }),
    value: any({ required: true }),
    enabled: flag(kept),
    editable: output(flag()),
    modifiedOn: output(text()),
    timeRemaining: output(number()),
  },
});

export const healthcheck = cloudflareResource("healthcheck", {
  collection: "/zones/{zoneId}/healthchecks",
  importId: ["zoneId", "id"],
  properties: {
    zoneId,
    name: text({ required: true }),
    address: text({ required: true }),
    type: text({ default: "HTTP", check: oneOf("HTTP", "HTTPS", "TCP") }),
    checkRegions: list(text(), { unordered: true }),
    consecutiveFails: integer({ default: 1 }),
    consecutiveSuccesses: integer({ default: 1 }),
    description: text({ kept: true }),
    interval: integer({ default: 60 }),
    retries: integer({ default: 2, check: between(0, 5) }),
    suspended: flag({ default: false }),
    timeout: integer({ default: 5 }),
    httpConfig: object(
      {
        allowInsecure: flag(kept),
        expectedBody: text(kept),
        expectedCodes: list(text(), kept),
        followRedirects: flag(kept),
        header: map(list(text())),
        method: text(kept),
        path: text(kept),
        port: integer(kept),
      },
      kept,
    ),
    tcpConfig: object({ method: text(kept), port: integer(kept) }, kept),
    createdOn: output(text()),
    failureReason: output(text()),
    modifiedOn: output(text()),
    status: output(text()),
  },
});
