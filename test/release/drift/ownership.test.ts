import { expect, test } from "vitest";
import { hostOfPattern } from "../../../release/drift/ownership.ts";

test.each([
  ["feedback.example.com/*", "feedback.example.com"],
  ["feedback.example.com/admin/*", "feedback.example.com"],
  ["*.example.com/*", "example.com"],
  ["feedback.example.com", "feedback.example.com"],
])("the route %s is on %s", (pattern, host) => expect(hostOfPattern(pattern)).toBe(host));
