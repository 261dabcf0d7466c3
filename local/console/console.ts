import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Hono } from "hono";

const STYLE = "text/css; charset=utf-8";
const SCRIPT = "text/javascript; charset=utf-8";
const files = {
  "/": ["index.html", "text/html; charset=utf-8"],
  "/console.css": ["console.css", STYLE],
  "/console.js": ["console.js", SCRIPT],
  "/calls.js": ["calls.js", SCRIPT],
  "/dom.js": ["dom.js", SCRIPT],
  "/vendors.js": ["vendors.js", SCRIPT],
  "/workers.js": ["workers.js", SCRIPT],
} as const;

/**
 * The web page that shows what the vendors' dashboards would. It reads `/_local/snapshot` and
 * follows `/_local/events`; it changes nothing.
 */
export function createConsole(): Hono {
  const app = new Hono();
  for (const [path, [name, type]] of Object.entries(files)) {
    app.get(path, (c) =>
      c.body(readFileSync(join(import.meta.dirname, name)), 200, {
        "content-type": type,
        "cache-control": "no-cache",
        "content-security-policy": "default-src 'self'; img-src data:; frame-ancestors 'none'",
        "x-content-type-options": "nosniff",
      }),
    );
  }
  return app;
}
