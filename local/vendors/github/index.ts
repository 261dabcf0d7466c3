import type { CloudContext } from "../../context.ts";
import type { Vendor } from "../vendor.ts";
import { answer, githubApp } from "./app.ts";
import { githubClicks } from "./clicks.ts";
import { coverage } from "./coverage.ts";
import { errorResponse } from "./errors.ts";
import { seedGithub } from "./seed.ts";
import { githubSnapshot } from "./snapshot.ts";
import { openState } from "./state.ts";
import { MOUNT } from "./wire/common.ts";

/** GitHub's REST API, at the path where clients look for it on hosts other than api.github.com. */
export function createGithub(context: CloudContext): Vendor {
  const state = openState(context);
  const app = githubApp(state);
  return {
    name: "github",
    mount: MOUNT,
    hosts: { "api.github.com": MOUNT },
    coverage,
    clicks: githubClicks(state),
    seed: () => seedGithub(state),
    fetch: (request) => answer(app, state, request),
    credential,
    isPublic: () => false,
    failure: (status, message, { retryAfterSeconds } = {}) =>
      errorResponse(
        { status, message },
        retryAfterSeconds === undefined ? {} : { "retry-after": String(retryAfterSeconds) },
      ),
    snapshot: () => githubSnapshot(state),
  };
}

/** `Authorization: token …`, `Bearer …`, or the password of `Basic …`. */
function credential(request: Request): string | undefined {
  const [scheme = "", value = ""] = (request.headers.get("authorization") ?? "").split(" ");
  if (value === "") return undefined;
  if (scheme.toLowerCase() !== "basic") return value;
  const [user = "", password = ""] = Buffer.from(value, "base64").toString().split(":");
  return password === "" ? user : password;
}
