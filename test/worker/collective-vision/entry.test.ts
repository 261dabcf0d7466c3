import { exports } from "cloudflare:workers";
import { expect, test, vi } from "vitest";

test("the deployed entry point answers, and without its bindings says so and logs lines of JSON", async () => {
  const lines: string[] = [];
  for (const level of ["info", "warn", "error"] as const) {
    vi.spyOn(console, level).mockImplementation((line) => lines.push(line));
  }
  const response = await exports.default.fetch("https://feedback.example.com/health");
  expect(response.status).toBe(503);
  expect(await response.json()).toMatchObject({
    status: "unhealthy",
    version: "unknown",
    workerVersionId: "unknown",
  });
  const messages = lines.map((line) => JSON.parse(line).message);
  expect(messages).toContain(
    "configuration: VECTORIZE is missing: it must be bound to a Vectorize index.",
  );
  vi.restoreAllMocks();
});
