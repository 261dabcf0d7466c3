import { expect, test } from "vitest";
import { RouteTable } from "../../../local/edge/front/routes.ts";

/** The pattern that wins for an https URL. */
function winner(patterns: readonly string[], url: string): string | null | undefined {
  const table = new RouteTable(patterns.map((pattern) => ({ pattern, script: pattern })));
  const { protocol, hostname, pathname, search } = new URL(url);
  return table.match(protocol === "http:" ? "http" : "https", hostname, pathname + search)?.script;
}

test.each([
  ["example.com/*", "https://example.com/a/b?c", true],
  ["example.com/*", "https://www.example.com/", false],
  ["*.example.com/*", "https://a.b.example.com/", true],
  ["*.example.com/*", "https://example.com/", false],
  ["*example.com/*", "https://example.com/", true],
  ["*example.com/*", "https://www.example.com/", true],
  ["example.com", "https://example.com/", true],
  ["example.com", "https://example.com/x", false],
  ["example.com/image.jpg", "https://example.com/image.jpg", true],
  ["example.com/image.jpg", "https://example.com/image.jpg?size=1", false],
  ["example.com/image.jpg*", "https://example.com/image.jpg?size=1", true],
  ["example.com/Images/*", "https://example.com/images/1", false],
  ["Example.com/*", "https://example.com/", true],
  ["http://example.com/*", "https://example.com/", false],
  ["https://example.com/*", "https://example.com/", true],
])("%s matches %s: %s", (pattern, url, matches) => {
  expect(winner([pattern], url)).toBe(matches ? pattern : undefined);
});

test.each([
  [["*.example.com/*", "www.example.com/*"], "https://www.example.com/", "www.example.com/*"],
  [["*.example.com/a", "a.example.com/*"], "https://a.example.com/a", "a.example.com/*"],
  [
    ["*.example.com/*", "*.api.example.com/*"],
    "https://v1.api.example.com/",
    "*.api.example.com/*",
  ],
  [["example.com/*", "example.com/api/*"], "https://example.com/api/x", "example.com/api/*"],
  [["example.com/api*", "example.com/api"], "https://example.com/api", "example.com/api"],
  [
    ["example.com/images/*", "example.com/images*"],
    "https://example.com/images/x",
    "example.com/images*",
  ],
])("of %j the more specific one answers %s", (patterns, url, expected) => {
  expect(winner(patterns, url)).toBe(expected);
  expect(winner(patterns.toReversed(), url)).toBe(expected);
});

test("a route without a Worker wins over less specific ones", () => {
  const table = new RouteTable([
    { pattern: "example.com/*", script: "site" },
    { pattern: "example.com/static/*", script: null },
  ]);
  expect(table.match("https", "example.com", "/static/x")?.script).toBeNull();
  expect(table.match("https", "example.com", "/other")?.script).toBe("site");
});

test("a host is known by any of its routes, whatever their paths", () => {
  const table = new RouteTable([{ pattern: "example.com/api/*", script: "api" }]);
  expect(table.knows("example.com")).toBe(true);
  expect(table.knows("example.org")).toBe(false);
});
