import { expect, test } from "vitest";
import { isNoise, noise } from "../../../release/drift/noise.ts";

test.each(noise)("$kind.$path has a reason and a source that can be looked up", (entry) => {
  expect(entry.why).toMatch(/^[A-Z].{10,}\.$/);
  expect(entry.source).toMatch(/^https:\/\/github\.com\/.+\/(resource|schema|resource_\w+)\.go$/);
});

test("no property is listed twice", () => {
  const paths = noise.map(({ kind, path }) => `${kind}.${path}`);
  expect(new Set(paths).size).toBe(paths.length);
});

test.each([
  { path: "references", is: true },
  { path: "references.queues[0].queueName", is: true },
  { path: "references2", is: false },
  { path: "name", is: false },
])("of a Worker, $path is noise: $is", ({ path, is }) => {
  expect(isNoise("Worker", path, undefined)).toBe(is);
});

test("the same property of another kind is none", () => {
  expect(isNoise("WorkersRoute", "references", undefined)).toBe(false);
});
