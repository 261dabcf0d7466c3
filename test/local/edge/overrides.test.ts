import { expect, test } from "vitest";
import { parseOverrides } from "../../../local/edge/link/overrides.ts";

test.each([
  ['my-worker="v1"', { "my-worker": "v1" }],
  ['a="1", b="2"', { a: "1", b: "2" }],
  ['a="1",\tb="2" ', { a: "1", b: "2" }],
  ['a="1";q=0.5;x, b="2"', { a: "1", b: "2" }],
  ['a="1", a="2"', { a: "2" }],
  ['a="with \\"quotes\\" and \\\\"', { a: 'with "quotes" and \\' }],
  ['a=token, b=12, c, d=?1, e=:aGk=:, f="yes"', { f: "yes" }],
  ["", {}],
])("reads the strings of %s", (header, members) => {
  expect(Object.fromEntries(parseOverrides(header))).toEqual(members);
});

test.each(['a="1', "a=", 'A="1"', 'a="1" b="2"', 'a="1",', 'a="é"', '="1"', 'a="1";=2'])(
  "takes %s for no header at all",
  (header) => {
    expect(parseOverrides(header).size).toBe(0);
  },
);
