import type { CloudContext } from "../../context.ts";
import type { Vendor } from "../vendor.ts";
import { slackApp } from "./app.ts";
import { slackClicks } from "./clicks.ts";
import { coverage } from "./coverage.ts";
import { failure } from "./errors.ts";
import { readFields } from "./routes/parameters.ts";
import { seedSlack } from "./seed.ts";
import { slackSnapshot } from "./snapshot.ts";
import { openState } from "./state.ts";
import { MOUNT } from "./wire/common.ts";

/** Slack's Web API below `/api`, and its incoming webhooks below `/services`. */
export function createSlack(context: CloudContext): Vendor {
  const state = openState(context);
  const app = slackApp(state);
  return {
    name: "slack",
    mount: MOUNT,
    hosts: { "slack.com": MOUNT, "hooks.slack.com": MOUNT },
    coverage,
    clicks: slackClicks(state),
    seed: () => seedSlack(state),
    fetch: (request) => app.fetch(request),
    credential,
    isPublic: (method, path) => method === "POST" && path.startsWith("/services/"),
    secretInPath: /(?<=^\/services\/[^/]+\/[^/]+\/).+/,
    failure: (status, message, { retryAfterSeconds } = {}) =>
      failure(status, message, retryAfterSeconds),
    snapshot: () => slackSnapshot(state),
  };
}

/** `Authorization: Bearer …`, or the argument `token`. */
async function credential(request: Request): Promise<string | undefined> {
  const bearer = /^Bearer (.+)$/i.exec(request.headers.get("authorization") ?? "")?.[1];
  if (bearer !== undefined) return bearer;
  const { token } = await readFields(request.clone());
  return typeof token === "string" && token !== "" ? token : undefined;
}
