import { expect, test } from "vitest";
import {
  lookUpNeeds,
  resourceNeeds,
  tokenNames,
  tokenPermissions,
} from "../../../release/tokens/needs.ts";
import { permissions } from "../../../release/tokens/permissions.ts";
import { recordProgram } from "../../infra/program.ts";

// Proves that the list of permissions follows from what the program declares. That a vendor refuses
// all else to such a token, only the vendor can show.

const recordings = [await recordProgram("staging"), await recordProgram("production")];
const declared = recordings
  .flatMap(({ registrations }) => registrations.map(({ type }) => type))
  .filter((type) => !/^(slipway|pulumi):/.test(type));
const lookedUp = recordings
  .flatMap(({ calls }) => calls.map(({ token }) => token))
  .filter((token) => !token.startsWith("pulumi:"));

test.each([...new Set(declared)])("it is known what %s needs", (type) => {
  expect(resourceNeeds[type]).toBeDefined();
});

test.each([...new Set(lookedUp)])("it is known what %s needs", (token) => {
  expect(lookUpNeeds[token]).toBeDefined();
});

test("no permission is listed that nothing needs", () => {
  const granted = tokenNames.flatMap((token) => tokenPermissions(token).map(({ name }) => name));
  const unused = Object.values(permissions).filter(
    ({ read, write }) => ![...read, ...write].some((name) => granted.includes(name)),
  );
  expect(unused).toEqual([]);
});

test("a token that plans can change nothing", () => {
  expect(namesOf("plan").filter((name) => /Edit|write|manage|join/.test(name))).toEqual([]);
});

test("a token that applies may change each thing that the program declares", () => {
  expect(namesOf("apply")).toMatchInlineSnapshot(`
  [
    "cloudflare Workers Scripts: Edit",
    "cloudflare Workers Routes: Edit",
    "cloudflare Workers KV Storage: Edit",
    "cloudflare D1: Edit",
    "cloudflare Workers R2 Storage: Edit",
    "cloudflare Queues: Edit",
    "cloudflare Vectorize: Edit",
    "cloudflare DNS: Edit",
    "cloudflare Zone: Read",
    "github Metadata: Read",
    "github Administration: Read and write",
    "github Environments: Read and write",
    "github Actions: Read",
    "github Deployments: Read and write",
    "github Issues: Read and write",
    "pagerduty escalation_policies.read",
    "pagerduty escalation_policies.write",
    "pagerduty schedules.read",
    "pagerduty schedules.write",
    "pagerduty services.read",
    "pagerduty services.write",
    "pagerduty users.read",
    "slack channels:read",
    "slack channels:manage",
    "slack channels:join",
    "slack usergroups:read",
    "slack usergroups:write",
    "slack users:read",
    "slack users:read.email",
    "slack chat:write",
  ]
`);
});

test("a token that rolls back moves traffic, and leaves its record", () => {
  expect(namesOf("rollback")).toEqual([
    "cloudflare Workers Scripts: Edit",
    "cloudflare Workers KV Storage: Edit",
    "github Deployments: Read and write",
    "github Issues: Read and write",
    "slack chat:write",
  ]);
});

test("probes need no token", () => {
  expect(tokenPermissions("probe")).toEqual([]);
});

function namesOf(token: (typeof tokenNames)[number]): string[] {
  return tokenPermissions(token).map(({ vendor, name }) => `${vendor} ${name}`);
}
