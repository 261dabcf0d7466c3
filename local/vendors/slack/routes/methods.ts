import type { Context, Hono } from "hono";
import type { SlackState } from "../state.ts";
import { type Parameters, readParameters } from "./parameters.ts";

/** One Web API method: its arguments in, the fields of its answer besides `ok` out. */
export type Method = (state: SlackState, parameters: Parameters) => object;

/** Registers methods under their names: `{"conversations.info": …}` at `/api/conversations.info`. */
export function registerMethods(
  app: Hono,
  state: SlackState,
  methods: Readonly<Record<string, Method>>,
): void {
  for (const [name, method] of Object.entries(methods)) {
    const handle = async (c: Context) => {
      const parameters = await readParameters(c);
      return Response.json({ ok: true, ...method(state, parameters) });
    };
    app.get(`/api/${name}`, handle);
    app.post(`/api/${name}`, handle);
  }
}

/** One page of a list by `limit` and `cursor`; the last one has an empty `next_cursor`. */
export function cursorPage<T>(parameters: Parameters, items: readonly T[]) {
  const limit = Math.min(parameters.count("limit", 100), 1000);
  const cursor = Buffer.from(parameters.text("cursor") ?? "", "base64url").toString();
  const offset = Number(/^offset:(\d+)$/.exec(cursor)?.[1] ?? 0);
  const end = offset + limit;
  const next = end < items.length ? Buffer.from(`offset:${end}`).toString("base64url") : "";
  return { page: items.slice(offset, end), response_metadata: { next_cursor: next } };
}
