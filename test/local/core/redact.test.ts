import { expect, test } from "vitest";
import { redact } from "../../../local/redact.ts";

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
