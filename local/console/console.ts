import { readdirSync, readFileSync } from "node:fs";
import { extname, join } from "node:path";
import { Hono } from "hono";

const contentTypes: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
};

/** The page makes elements and texts only; with trusted types the browser refuses any other way. */
const contentSecurityPolicy = [
  "default-src 'self'",
  "img-src data:",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
].join("; ");

/**
 * The web page that shows what the vendors' dashboards would. It reads `/_local/snapshot` and
 * `/_local/journal`, and follows `/_local/events`; it changes nothing.
 */
export function createConsole(): Hono {
  const app = new Hono();
  for (const name of readdirSync(import.meta.dirname)) {
    const type = contentTypes[extname(name)];
    if (type === undefined) continue;
    app.get(name === "index.html" ? "/" : `/${name}`, (c) =>
      c.body(readFileSync(join(import.meta.dirname, name)), 200, {
        "content-type": type,
        "cache-control": "no-cache",
        "content-security-policy": contentSecurityPolicy,
        "x-content-type-options": "nosniff",
      }),
    );
  }
  return app;
}
