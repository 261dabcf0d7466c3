import { flag, integer, list, object, output, text } from "../schema/property.ts";
import { accountOrZoneResource } from "./account-or-zone.ts";
import { actionParameters } from "./ruleset-action.ts";

const required = { required: true } as const;
const kept = { kept: true } as const;

const rule = object({
  action: text(required),
  actionParameters,
  description: text(kept),
  enabled: flag({ default: true }),
  exposedCredentialCheck: object({
    passwordExpression: text(required),
    usernameExpression: text(required),
  }),
  expression: text(required),
  id: text(kept),
  logging: object({ enabled: flag() }, kept),
  ratelimit: object({
    characteristics: list(text(), { required: true, unordered: true }),
    countingExpression: text(kept),
    mitigationTimeout: integer(),
    period: integer(required),
    requestsPerPeriod: integer(),
    requestsToOrigin: flag({ default: false }),
    scorePerPeriod: integer(),
    scoreResponseHeaderName: text(),
  }),
  ref: text(kept),
});

/** One owner per zone and phase: a PUT replaces every rule, and a second POST is refused. */
export const ruleset = accountOrZoneResource("ruleset", "rulesets", {
  kind: text({ required: true, replaces: true }),
  name: text({ required: true, replaces: true }),
  phase: text({ required: true, replaces: true }),
  description: text({ default: "" }),
  rules: list(rule, kept),
  lastUpdated: output(text()),
  version: output(text()),
});
