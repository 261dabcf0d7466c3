import { exports, env } from "cloudflare:workers";
import { expect, test } from "vitest";
test("x", async () => {
  const r = await exports.default.fetch("http://x/");
  console.log(await r.text(), Object.keys(env));
  expect(r.status).toBe(200);
});
