import { expect, test } from "vitest";
import { differingPaths } from "../../../release/drift/property-difference.ts";

test.each([
  { what: "equal objects", one: { a: [1, { b: 2 }] }, other: { a: [1, { b: 2 }] }, paths: [] },
  { what: "no list and an empty one", one: { a: [] }, other: {}, paths: [] },
  { what: "null and nothing", one: { a: null }, other: {}, paths: [] },
  {
    what: "a nested value",
    one: { a: { b: 1, c: 2 } },
    other: { a: { b: 1, c: 3 } },
    paths: ["a.c"],
  },
  { what: "an item", one: { a: [{ b: 1 }] }, other: { a: [{ b: 2 }] }, paths: ["a[0].b"] },
  { what: "a list that shrank", one: { a: [1, 2] }, other: { a: [1] }, paths: ["a"] },
  { what: "a key that is no name", one: { "a.b": 1 }, other: { "a.b": 2 }, paths: ['["a.b"]'] },
  { what: "false and nothing", one: { a: false }, other: {}, paths: ["a"] },
])("$what differ at $paths", ({ one, other, paths }) => {
  expect(differingPaths(one, other)).toEqual(paths);
});
