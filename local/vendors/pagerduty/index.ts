import type { CloudContext } from "../../context.ts";
import type { Vendor } from "../vendor.ts";
import { pagerdutyApp } from "./app.ts";
import { pagerdutyClicks } from "./clicks.ts";
import { coverage } from "./coverage.ts";
import { errorResponse } from "./errors.ts";
import { seedPagerduty } from "./seed.ts";
import { pagerdutySnapshot } from "./snapshot.ts";
import { openState } from "./state.ts";
import { MOUNT } from "./wire/references.ts";

/** Those of the service regions US and EU. */
const publicHosts = [
  "api.pagerduty.com",
  "events.pagerduty.com",
  "api.eu.pagerduty.com",
  "events.eu.pagerduty.com",
];

/** PagerDuty's REST API and, below `/v2`, its Events API. */
export function createPagerduty(context: CloudContext): Vendor {
  const state = openState(context);
  const app = pagerdutyApp(state);
  return {
    name: "pagerduty",
    mount: MOUNT,
    hosts: Object.fromEntries(publicHosts.map((host) => [host, MOUNT])),
    coverage,
    clicks: pagerdutyClicks(state),
    seed: () => seedPagerduty(state),
    fetch: (request) => app.fetch(request),
    credential,
    isPublic: (method, path) => method === "POST" && path.startsWith("/v2/"),
    failure: (status, message, { retryAfterSeconds } = {}) =>
      errorResponse(
        { status, title: message },
        retryAfterSeconds === undefined ? {} : { "retry-after": String(retryAfterSeconds) },
      ),
    snapshot: () => pagerdutySnapshot(state),
  };
}

/** `Authorization: Token token=…` of API keys, or `Bearer …` of OAuth. */
function credential(request: Request): string | undefined {
  const header = request.headers.get("authorization") ?? "";
  return /^(?:Token token=|Bearer )"?([^"]+)"?$/i.exec(header)?.[1];
}
