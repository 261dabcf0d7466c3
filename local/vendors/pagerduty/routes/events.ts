import type { Context, Hono } from "hono";
import { z } from "zod";
import { applyEvent, recipient, recordChange } from "../model/events.ts";
import { catchUp } from "../model/timeouts.ts";
import { severities } from "../model/urgency.ts";
import type { PagerdutyState } from "../state.ts";

/** @see https://developer.pagerduty.com/docs/events-api-v2-overview#size-limits */
const MAX_EVENT_BYTES = 512 * 1024;
const ROUTING_KEY_LENGTH = 32;

const payloadSchema = z.looseObject({
  summary: z.string().min(1).max(1024),
  source: z.string().min(1),
  severity: z.enum(severities),
});
const eventSchema = z.looseObject({
  routing_key: z.string().length(ROUTING_KEY_LENGTH),
  event_action: z.enum(["trigger", "acknowledge", "resolve"]),
  dedup_key: z.string().max(255).optional(),
  payload: payloadSchema.partial().optional(),
});
const changeSchema = z.looseObject({
  routing_key: z.string().length(ROUTING_KEY_LENGTH),
  payload: z.looseObject({ summary: z.string().min(1).max(1024) }),
});

/** The Events API v2: no token, the routing key in the body decides. */
export function eventRoutes(app: Hono, state: PagerdutyState): void {
  app.post("/v2/enqueue", async (c) => {
    const parsed = eventSchema.safeParse(await readEvent(c));
    if (!parsed.success) return invalidEvent(problemsOf(parsed.error));
    const { routing_key: key, event_action: action, dedup_key: dedupKey, ...event } = parsed.data;
    const problems = missingFor(action, dedupKey, event.payload);
    if (problems.length > 0) return invalidEvent(problems);
    const to = recipient(state, key);
    // assumption: an unknown key is refused at once.
    if (!to) return invalidEvent(["routing_key belongs to no integration"]);
    catchUp(state);
    const usedKey = applyEvent(state, to, {
      action,
      dedupKey: dedupKey || undefined,
      summary: event.payload?.summary ?? "",
      severity: event.payload?.severity,
      details: event.payload ?? null,
      channel: event.payload ? { summary: event.payload.summary, details: event.payload } : {},
    });
    return accepted({ message: "Event processed", dedup_key: usedKey });
  });

  app.post("/v2/change/enqueue", async (c) => {
    const parsed = changeSchema.safeParse(await readEvent(c));
    if (!parsed.success) return invalidEvent(problemsOf(parsed.error));
    const { routing_key: key, payload } = parsed.data;
    const to = recipient(state, key);
    if (!to) return invalidEvent(["routing_key belongs to no integration"]);
    recordChange(state, to.service, payload.summary, payload);
    return accepted({ message: "Change event processed" });
  });
}

/** A trigger needs a whole payload; the others need to know what they are about. */
function missingFor(
  action: "trigger" | "acknowledge" | "resolve",
  dedupKey: string | undefined,
  payload: unknown,
): string[] {
  if (action !== "trigger") return dedupKey ? [] : ["dedup_key is missing or blank"];
  const parsed = z.object({ payload: payloadSchema }).safeParse({ payload });
  return parsed.success ? [] : problemsOf(parsed.error);
}

/** @returns undefined for what is not JSON or too big, which fits no schema. */
async function readEvent(c: Context): Promise<unknown> {
  const text = await c.req.text();
  if (Buffer.byteLength(text) > MAX_EVENT_BYTES) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function problemsOf(error: z.ZodError): string[] {
  return error.issues.map(({ path, message }) =>
    path.length === 0
      ? `The event is not a JSON object of at most ${MAX_EVENT_BYTES} bytes`
      : `'${path.join(".")}': ${message}`,
  );
}

function invalidEvent(errors: readonly string[]): Response {
  const body = { status: "invalid event", message: "Event object is invalid", errors };
  return Response.json(body, { status: 400 });
}

function accepted(fields: Record<string, string>): Response {
  return Response.json({ status: "success", ...fields }, { status: 202 });
}
