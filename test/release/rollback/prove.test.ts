import { expect, test } from "vitest";
import { proveServing } from "../../../release/rollback/prove.ts";
import type { ProbeAnswer } from "../../../release/rollout/probe.ts";
import { workerMove } from "./support/order.ts";

// Proves when a rollback counts as arrived, and what is said when it does not.

type Behaviour = (path: string, nowMs: number) => Partial<ProbeAnswer>;

async function prove(behaviour: Behaviour) {
  let nowMs = 0;
  let rounds = 0;
  const clock = {
    now: () => nowMs,
    wait: async (milliseconds: number) => {
      nowMs += milliseconds;
    },
  };
  const target = { id: "aaaaaaaa-old", number: 1, release: "ra", createdOn: "" };
  const move = workerMove("api", { target });
  const proof = await proveServing(
    move,
    async ({ path }) => {
      if (path === "/health") rounds += 1;
      const answeredBy = path === "/health" ? target.id : undefined;
      return { timeMs: 1, problem: undefined, answeredBy, ...behaviour(path, nowMs) };
    },
    clock,
  );
  return { ...proof, rounds, nowMs };
}

test("three right rounds in a row prove a version", async () => {
  expect(await prove(() => ({}))).toMatchObject({
    isProven: true,
    rounds: 3,
    finding: "api answers with it (0.2 s).",
  });
});

test("an answer of the version before begins the count again", async () => {
  let round = 0;
  const answers = ["aaaaaaaa-old", "aaaaaaaa-old", "bbbbbbbb-new"];
  const late = await prove((path) =>
    path === "/health" ? { answeredBy: answers[round++] ?? "aaaaaaaa-old" } : {},
  );
  expect(late).toMatchObject({ isProven: true, rounds: 6 });
});

test.each([
  ["/health is answered by version bbbbbbbb", "/health", { answeredBy: "bbbbbbbb-new" }],
  [
    "/page answers wrongly: status 500, expected 200",
    "/page",
    { problem: "status 500, expected 200" },
  ],
])("at the deadline it says that %s", async (finding, wrongPath, answer) => {
  const proof = await prove((path) => (path === wrongPath ? answer : {}));
  expect(proof.isProven).toBe(false);
  expect(proof.finding).toMatch(
    /^api: version aaaaaaaa-old is deployed at 100 %, but after 6\d\.\d s /,
  );
  expect(proof.finding).toContain(finding);
});

test("answers that do not say whose they are prove nothing", async () => {
  expect(await prove(() => ({ answeredBy: undefined }))).toMatchObject({
    isProven: false,
    finding: expect.stringContaining("no answer says which version it is of"),
  });
});
