import { Hono } from "hono";
import { expect, test } from "vitest";
import { securityHeaders } from "../../../worker/kit/security-headers.ts";

const app = new Hono()
  .use(securityHeaders)
  .get("/plain", (c) => c.text("x"))
  .get("/own", (c) => c.text("x", 200, { "content-security-policy": "default-src 'self'" }));

test("every answer is closed by default", async () => {
  for (const path of ["/plain", "/not-there"]) {
    const { headers } = await app.request(path);
    expect(Object.fromEntries(headers)).toMatchObject({
      "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
      "cross-origin-resource-policy": "same-origin",
      "permissions-policy": "camera=(), geolocation=(), microphone=()",
      "referrer-policy": "no-referrer",
      "strict-transport-security": "max-age=31536000",
      "x-content-type-options": "nosniff",
    });
  }
});

test("a handler's own header stays", async () => {
  const { headers } = await app.request("/own");
  expect(headers.get("content-security-policy")).toBe("default-src 'self'");
});
