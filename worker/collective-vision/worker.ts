import { loggerFor } from "../kit/request-context.ts";
import type { Runtime } from "../kit/runtime.ts";
import { createApp } from "./app.ts";
import type { Env } from "./env.ts";
import { consumeBatch } from "./events/consume.ts";
import { runScheduled } from "./monitoring/scheduled.ts";

/** All three handlers over one runtime. */
export function createWorker(runtime: Runtime) {
  const app = createApp(runtime);
  return {
    fetch: (request, env, context) => app.fetch(request, env, context),
    scheduled: (_controller, env, context) =>
      runScheduled(env, runtime, handlerLog("scheduled", env, runtime), async (path) =>
        app.fetch(selfRequest(path), env, context),
      ),
    queue: (batch, env) => consumeBatch(batch, env, runtime, handlerLog("queue", env, runtime)),
  } satisfies ExportedHandler<Env>;
}

/** One run of a handler that no request started has a request id of its own. */
function handlerLog(method: string, env: Env, runtime: Runtime) {
  return loggerFor(env, runtime).with({ requestId: runtime.newId(), method });
}

/** The host is never looked up: the request stays inside the Worker. */
function selfRequest(path: string): Request {
  return new Request(new URL(path, "https://self.invalid"), {
    headers: { "user-agent": "collective-vision-health-check" },
  });
}
