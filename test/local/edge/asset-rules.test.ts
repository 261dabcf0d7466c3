import { expect, test } from "vitest";
import { parseHeaderRules, parseRedirectRules } from "../../../local/edge/fleet/asset-rules.ts";

test("_headers gives each path what to set and what to remove", () => {
  const rules = parseHeaderRules(`# comment
/static/*
  Cache-Control: public, max-age=60
  ! X-Old
/
  X-Home: yes: it is`);
  expect(rules?.rules).toEqual({
    "/static/*": { set: { "cache-control": "public, max-age=60" }, unset: ["X-Old"] },
    "/": { set: { "x-home": "yes: it is" }, unset: [] },
  });
});

test("_redirects separates fixed paths from patterns", () => {
  const rules = parseRedirectRules(`/old /new 301
/blog/* https://blog.example.com/:splat
/user/:id /people/:id 308`);
  expect(rules?.staticRules).toEqual({ "/old": { status: 301, to: "/new", lineNumber: 1 } });
  expect(rules?.rules).toEqual({
    "/blog/*": { status: 302, to: "https://blog.example.com/:splat" },
    "/user/:id": { status: 308, to: "/people/:id" },
  });
});

test("a Worker without these files has no rules", () => {
  expect(parseHeaderRules(undefined)).toBeUndefined();
  expect(parseRedirectRules(undefined)).toBeUndefined();
});
