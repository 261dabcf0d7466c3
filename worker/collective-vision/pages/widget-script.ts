import { sha256Hex } from "../../kit/hash.ts";
import type { AppContext } from "../api/types.ts";
import script from "../widget/main.ts?browser";

let etag: string | undefined;

/**
 * The widget, for any page. Cached for five minutes, so a rollback reaches visitors soon; readable
 * across origins, so that a page can pin it with `integrity`.
 */
export async function getWidgetScript(c: AppContext): Promise<Response> {
  etag ??= `"${(await sha256Hex(script)).slice(0, 32)}"`;
  const headers = {
    "access-control-allow-origin": "*",
    "cache-control": "public, max-age=300, stale-while-revalidate=3600",
    "cross-origin-resource-policy": "cross-origin",
    etag,
  };
  if (c.req.header("if-none-match") === etag) return c.body(null, 304, headers);
  return c.body(script, 200, { ...headers, "content-type": "text/javascript; charset=utf-8" });
}
