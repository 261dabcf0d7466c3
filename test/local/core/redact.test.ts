import { expect, test } from "vitest";
import { redact, redactTarget } from "../../../local/redact.ts";

test.each([
  [{ token: "a" }, { token: "<secret>" }],
  [
    { nested: [{ routing_key: "a", name: "b" }] },
    { nested: [{ routing_key: "<secret>", name: "b" }] },
  ],
  [
    { type: "secret_text", name: "KEY", text: "a" },
    { type: "secret_text", name: "KEY", text: "<secret>" },
  ],
  [
    { type: "plain_text", name: "MODE", text: "a" },
    { type: "plain_text", name: "MODE", text: "a" },
  ],
  [null, null],
  ["plain", "plain"],
])("%j becomes %j", (value, expected) => {
  expect(redact(value)).toEqual(expected);
});

test.each([
  ["/a/b", "/a/b"],
  ["/a?page=2&per_page=5", "/a?page=2&per_page=5"],
  ["/a?token=xoxb-1&x=%20y", "/a?token=<secret>&x=%20y"],
  ["/a?x=1&%74oken=xoxb-1", "/a?x=1&token=<secret>"],
  ["/a?routing_key=R0&token", "/a?routing_key=<secret>&token=<secret>"],
  ["/hooks/T1/s3cret", "/hooks/T1/<secret>"],
  ["/hooks/T1/s3cret/more?x=1", "/hooks/T1/<secret>?x=1"],
])("the target %s becomes %s", (target, expected) => {
  const secretInPath = /(?<=^\/hooks\/[^/]+\/).+/;
  expect(redactTarget(new URL(target, "http://127.0.0.1"), secretInPath)).toBe(expected);
});
