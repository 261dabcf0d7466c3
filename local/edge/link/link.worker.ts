import type { LinkEnv } from "./env.worker.ts";
import { drained } from "./objects.worker.ts";
import { setTable } from "./state.worker.ts";
import {
  CONTROL_KEY_HEADER,
  type HoldCall,
  type LinkTable,
  type QueueCall,
  type ScheduledCall,
} from "./table.ts";

export { HostedObject, objectProxy } from "./objects.worker.ts";
export { Outbound } from "./outbound.worker.ts";
export { Service } from "./service.worker.ts";
export { Tail } from "./tail.worker.ts";

/** The edge's hand in each workerd process: takes the table and starts events that are no requests. */
export default {
  async fetch(request: Request, env: LinkEnv): Promise<Response> {
    if (request.headers.get(CONTROL_KEY_HEADER) !== env.CONTROL_KEY) {
      return new Response("Not for you.", { status: 403 });
    }
    switch (new URL(request.url).pathname) {
      case "/table":
        setTable(await request.json<LinkTable>());
        return new Response();
      case "/alive":
        return new Response();
      case "/hold":
        await drained(await request.json<HoldCall>());
        return new Response();
      case "/queue":
        return Response.json(await runQueue(await request.json<QueueCall>(), env));
      case "/scheduled":
        return Response.json(await runScheduled(await request.json<ScheduledCall>(), env));
      default:
        return new Response("No such operation.", { status: 404 });
    }
  },
};

/** What a service binding can do besides `fetch()`; the types leave it out. */
interface EventHandlers {
  scheduled(event: { cron: string; scheduledTime: Date }): Promise<unknown>;
  queue(queue: string, messages: readonly object[]): Promise<unknown>;
}

function runScheduled(call: ScheduledCall, env: LinkEnv): Promise<unknown> {
  const { cron, scheduledTimeMs } = call;
  return worker(call.service, env).scheduled({ cron, scheduledTime: new Date(scheduledTimeMs) });
}

function runQueue({ service, queue, messages }: QueueCall, env: LinkEnv): Promise<unknown> {
  const batch = messages.map(({ id, timestampMs, attempts, contentType, body }) => ({
    id,
    timestamp: new Date(timestampMs),
    attempts,
    ...decode(contentType, body),
  }));
  return worker(service, env).queue(queue, batch);
}

function worker(service: string, env: LinkEnv): EventHandlers {
  return env[service] as EventHandlers;
}

function decode(type: QueueCall["messages"][number]["contentType"], base64: string): object {
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  if (type === "v8") return { serializedBody: bytes };
  if (type === "bytes") return { body: bytes.buffer };
  const text = new TextDecoder().decode(bytes);
  return { body: type === "json" ? JSON.parse(text) : text };
}
