import { expect, test } from "vitest";
import {
  binding,
  checkEnv,
  nonEmpty,
  oneOf,
  optional,
  originList,
  outboundUrl,
} from "../../../worker/kit/env-rules.ts";

test("all problems come in one list, each a full sentence, without the values", () => {
  const rules = {
    DB: binding("D1 database", "prepare"),
    MODE: oneOf("a", "b"),
    NAME: nonEmpty,
    HOOK: outboundUrl,
    EXTRA: optional(nonEmpty),
  };
  expect(checkEnv({ DB: {}, MODE: "secret-value", NAME: "" }, rules)).toEqual([
    "DB is wrong: it must be bound to a D1 database.",
    "MODE is wrong: it must be one of a, b.",
    "NAME is wrong: it must be a text that is not empty.",
    "HOOK is missing: it must be an https URL, or http on a loopback host.",
  ]);
});

test.each([
  ["https://hooks.slack.com/services/x", true],
  ["http://127.0.0.1:8787/slack", true],
  ["http://localhost/x", true],
  ["http://slack.localhost:1/x", true],
  ["http://hooks.slack.com", false],
  ["http://127.0.0.1.evil.example", false],
  ["http://169.254.169.254/latest/meta-data", false],
  ["http://[::1]/", false],
  ["https://user:password@hooks.slack.com", false],
  ["ftp://example.com", false],
  ["file:///etc/passwd", false],
  ["javascript:alert(1)", false],
  ["", false],
  [undefined, false],
])("an outbound URL of %s passes: %s", (url, passes) => {
  expect(outboundUrl(url) === undefined).toBe(passes);
});

test.each([
  ["https://a.example", true],
  ["https://a.example, http://localhost:3000", true],
  ["", true],
  ["https://a.example/", false],
  ["https://a.example/path", false],
  ["https://A.example", false],
  ["a.example", false],
  ["*", false],
  ["null", false],
  ["https://*.example", false],
  ["https://a.example:443", false],
])("an origin list of %j passes: %s", (list, passes) => {
  expect(originList(list) === undefined).toBe(passes);
});
