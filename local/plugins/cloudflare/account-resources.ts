import { flag, integer, list, number, object, output, text } from "../schema/property.ts";
import { between, oneOf } from "../schema/rules.ts";
import { accountId, cloudflareResource } from "./resource.ts";

const kept = { kept: true } as const;
const required = { required: true } as const;

/** The API answers `domains` in order of letters, and a program has to give them so. */
export const turnstileWidget = cloudflareResource("turnstileWidget", {
  collection: "/accounts/{accountId}/challenges/widgets",
  id: "sitekey",
  importId: ["accountId", "id"],
  properties: {
    accountId,
    name: text(required),
    domains: list(text(), required),
    mode: text({ ...required, check: oneOf("non-interactive", "invisible", "managed") }),
    botFightMode: flag(kept),
    clearanceLevel: text(kept),
    ephemeralId: flag(kept),
    offlabel: flag(kept),
    region: text({ default: "world", check: oneOf("world", "china") }),
    secret: output(text({ secret: true })),
    sitekey: output(text()),
    createdOn: output(text()),
    modifiedOn: output(text()),
  },
});

/** Host, zone and variant are never read back. */
export const webAnalyticsSite = cloudflareResource("webAnalyticsSite", {
  collection: "/accounts/{accountId}/rum/site_info",
  id: "site_tag",
  importId: ["accountId", "id"],
  properties: {
    accountId,
    autoInstall: flag(),
    enabled: flag({ unread: true }),
    host: text({ unread: true }),
    lite: flag({ unread: true }),
    zoneTag: text({ unread: true }),
    created: output(text()),
    rules: output(
      list(
        object({
          created: text(),
          host: text(),
          id: text(),
          inclusive: flag(),
          isPaused: flag(),
          paths: list(text()),
          priority: number(),
        }),
      ),
    ),
    ruleset: output(object({ enabled: flag(), id: text(), zoneName: text(), zoneTag: text() })),
    siteTag: output(text()),
    siteToken: output(text()),
    snippet: output(text()),
  },
});

const SUBDOMAIN = "/accounts/{accountId}/workers/scripts/{scriptName}/subdomain";

/** The same switch as `Worker.subdomain`: a program uses one of the two. */
export const workersScriptSubdomain = cloudflareResource("workersScriptSubdomain", {
  collection: SUBDOMAIN,
  item: SUBDOMAIN,
  id: (_, state) => String(state.accountId),
  importId: ["accountId", "scriptName"],
  updateWith: "POST",
  properties: {
    accountId,
    scriptName: text({ ...required, replaces: true }),
    enabled: flag(required),
    previewsEnabled: flag(kept),
  },
});

const WORKFLOW = "/accounts/{accountId}/workflows/{workflowName}";

export const workflow = cloudflareResource("workflow", {
  collection: WORKFLOW,
  item: WORKFLOW,
  id: (_, state) => String(state.workflowName),
  importId: ["accountId", "workflowName"],
  createWith: "PUT",
  properties: {
    accountId,
    workflowName: text({ ...required, replaces: true }),
    className: text(required),
    scriptName: text(required),
    limits: object({ steps: integer({ check: between(1, 25_000) }) }, { unread: true }),
    createdOn: output(text()),
    instances: output(
      object({
        complete: number(),
        errored: number(),
        paused: number(),
        queued: number(),
        running: number(),
        terminated: number(),
        waiting: number(),
        waitingForPause: number(),
      }),
    ),
    isDeleted: output(number()),
    modifiedOn: output(text()),
    name: output(text()),
    terminatorRunning: output(number()),
    triggeredOn: output(text()),
    versionId: output(text()),
  },
});
