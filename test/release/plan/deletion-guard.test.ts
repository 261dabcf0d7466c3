import { expect, test } from "vitest";
import { deletionConcerns } from "../../../release/plan/deletion-guard.ts";
import type { PlannedChange } from "../../../release/plan/planned-change.ts";
import { riskOf } from "../../../release/plan/risk.ts";

const types = {
  database: "cloudflare:index/d1Database:D1Database",
  version: "cloudflare:index/workerVersion:WorkerVersion",
  deployment: "cloudflare:index/workersDeployment:WorkersDeployment",
  route: "cloudflare:index/workersRoute:WorkersRoute",
  environment: "github:index/repositoryEnvironment:RepositoryEnvironment",
};

function change(
  type: keyof typeof types,
  operation: PlannedChange["operation"],
  name: string = type,
): PlannedChange {
  return { urn: `urn::${name}`, type: types[type], name, operation, fields: [] };
}

test.each([
  ["database", "delete", "data-loss"],
  ["database", "replace", "data-loss"],
  ["database", "update", "ordinary"],
  ["route", "replace", "replacement"],
  ["version", "replace", "ordinary"],
  ["environment", "update", "security"],
  ["environment", "delete", "replacement"],
] as const)("to %s, %s is %s", (type, operation, risk) => {
  expect(riskOf(change(type, operation))).toBe(risk);
});

test.each(["delete", "replace"] as const)(
  "one data store to %s needs the typed name",
  (operation) => {
    const plan = { changes: [change("database", operation)], unchanged: 1000 };
    expect(deletionConcerns(plan)).toEqual([
      `It ${operation}s database (D1Database), and the data in it with it.`,
    ]);
  },
);

test("a release of every Worker needs no typed name", () => {
  const changes = Array.from({ length: 8 }, (_, index) => [
    change("version", "replace", `v${index}`),
    change("deployment", "replace", `d${index}`),
  ]).flat();
  expect(deletionConcerns({ changes, unchanged: 10 })).toEqual([]);
});

test.each([
  { routes: 4, concerns: 0 },
  { routes: 5, concerns: 1 },
])("of 40 resources $routes deleted ones raise $concerns concerns", ({ routes, concerns }) => {
  const changes = Array.from({ length: routes }, (_, index) =>
    change("route", "delete", `r${index}`),
  );
  expect(deletionConcerns({ changes, unchanged: 40 - routes })).toHaveLength(concerns);
});

test("what is created does not make the stack look larger", () => {
  const created = Array.from({ length: 100 }, (_, index) => change("route", "create", `c${index}`));
  const plan = { changes: [...created, change("route", "delete")], unchanged: 4 };
  expect(deletionConcerns(plan)).toEqual([
    "It deletes or replaces 1 of 5 resources, more than 10 %.",
  ]);
});
