import fc from "fast-check";
import { expect, test } from "vitest";
import {
  advance,
  firstStage,
  isFinal,
  newVersionPercentage,
  type Observation,
  resumedStage,
  type Stage,
} from "../../release/rollout/stages.ts";

const successful: Observation = { kind: "verdict", verdict: { kind: "successful" } };
const inconclusive: Observation = {
  kind: "verdict",
  verdict: { kind: "inconclusive", reasons: ["few"] },
};
const deadline: Observation = { kind: "deadline", reasons: ["too few"] };
const bad: [Observation, ...Observation[]] = [
  { kind: "verdict", verdict: { kind: "failed", reasons: ["bad"] } },
  { kind: "error", message: "The API is down." },
  deadline,
  { kind: "interrupted" },
  { kind: "foreign-split", found: "a 100 %" },
];

const anyPlan = fc
  .uniqueArray(fc.integer({ min: 1, max: 99 }), { maxLength: 5 })
  .map((steps) => ({ steps: steps.sort((a, b) => a - b) }));

/** Mostly good news, so that runs get far. */
const anyObservation = fc.oneof(
  { weight: 12, arbitrary: fc.constant(successful) },
  { weight: 6, arbitrary: fc.constant(inconclusive) },
  { weight: 1, arbitrary: fc.constantFrom(...bad) },
);

test("any observations, then a deadline, end with exactly one of promoted or reverted", () => {
  const ends = new Set<string>();
  const run = fc.property(anyPlan, fc.array(anyObservation), (plan, observations) => {
    let stage: Stage = firstStage;
    let changesOfEnd = 0;
    for (const observation of [...observations, deadline]) {
      const next = advance(stage, observation, plan);
      if (isFinal(next) && next !== stage) changesOfEnd += 1;
      stage = next;
    }
    expect(isFinal(stage)).toBe(true);
    expect(changesOfEnd).toBe(1);
    ends.add(stage.kind);
  });
  fc.assert(run, { numRuns: 2000 });
  expect([...ends].sort()).toEqual(["promoted", "reverted"]);
});

test("the share of the new version only grows, one step of the plan at a time, until it is taken back", () => {
  const run = fc.property(anyPlan, fc.array(anyObservation), (plan, observations) => {
    const shares: (number | undefined)[] = [0];
    let stage: Stage = firstStage;
    for (const observation of [...observations, deadline]) {
      const next = advance(stage, observation, plan);
      if (next !== stage && !isFinal(next)) shares.push(newVersionPercentage(next, plan));
      stage = next;
    }
    expect(shares).toEqual([0, ...plan.steps].slice(0, shares.length));
    if (stage.kind === "promoted") expect(shares.length).toBe(plan.steps.length + 1);
  });
  fc.assert(run, { numRuns: 2000 });
});

test.each(bad)("%j never promotes", (observation) => {
  for (const stage of [firstStage, { kind: "step", step: 0 } as const]) {
    expect(advance(stage, observation, { steps: [10] }).kind).toBe("reverted");
  }
});

test("an inconclusive verdict stays in the very same stage", () => {
  const stage: Stage = { kind: "step", step: 1 };
  expect(advance(stage, inconclusive, { steps: [1, 10] })).toBe(stage);
});

test("somebody else's change leaves the traffic to them", () => {
  const stage = advance(firstStage, { kind: "foreign-split", found: "a 100 %" }, { steps: [] });
  expect(newVersionPercentage(stage, { steps: [] })).toBeUndefined();
});

test.each([
  [0, { kind: "probing" }],
  [10, { kind: "step", step: 1 }],
  [50, { kind: "step", step: 2 }],
  [33, { kind: "probing" }],
])("a rollout cut off at %i %% goes on at %j", (percentage, stage) => {
  expect(resumedStage(percentage, { steps: [1, 10, 50] })).toEqual(stage);
});
