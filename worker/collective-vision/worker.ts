import { loggerFor } from "../kit/request-context.ts";
import type { Runtime } from "../kit/runtime.ts";
import { createApp } from "./app.ts";
import type { Env } from "./env.ts";
import { consumeBatch } from "./events/consume.ts";
import type { Job } from "./job.ts";
import { runScheduled } from "./monitoring/scheduled.ts";

/** All three handlers over one runtime. */
export function createWorker(runtime: Runtime) {
  const app = createApp(runtime);
  return {
    fetch: (request, env, context) => app.fetch(request, env, context),
    scheduled: (_controller, env, context) =>
      runScheduled(startJob("scheduled", env, runtime), async (path) =>
        app.fetch(selfRequest(path), env, context),
      ),
    queue: (batch, env) => consumeBatch(batch, startJob("queue", env, runtime)),
  } satisfies ExportedHandler<Env>;
}

/** Each run of a handler has a request id of its own. */
function startJob(method: string, env: Env, runtime: Runtime): Job {
  const log = loggerFor(env, runtime).with({ requestId: runtime.newId(), method });
  return { env, runtime, log };
}

/** The host is never looked up: the request stays inside the Worker. */
function selfRequest(path: string): Request {
  return new Request(new URL(path, "https://self.invalid"), {
    headers: { "user-agent": "collective-vision-health-check" },
  });
}
