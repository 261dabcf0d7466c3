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
import { Random } from "./random.ts";

const seeds = Array.from({ length: 2000 }, (_, seed) => seed);
const successful: Observation = { kind: "verdict", verdict: { kind: "successful" } };
const inconclusive: Observation = {
  kind: "verdict",
  verdict: { kind: "inconclusive", reasons: ["few"] },
};
const bad: [Observation, ...Observation[]] = [
  { kind: "verdict", verdict: { kind: "failed", reasons: ["bad"] } },
  { kind: "error", message: "The API is down." },
  { kind: "deadline", reasons: ["too few"] },
  { kind: "interrupted" },
  { kind: "foreign-split", found: "a 100 %" },
];

function randomPlan(random: Random) {
  const steps = Array.from({ length: random.below(5) }, () => 1 + random.below(98));
  return { steps: [...new Set(steps)].sort((a, b) => a - b) };
}

function randomObservation(random: Random): Observation {
  const kind = random.below(10);
  if (kind < 6) return successful;
  return kind < 9 ? inconclusive : random.pick(bad);
}

test("any observations, then a deadline, end with exactly one of promoted or reverted", () => {
  const ends = new Set<string>();
  for (const seed of seeds) {
    const random = new Random(seed);
    const plan = randomPlan(random);
    let stage: Stage = firstStage;
    let changesOfEnd = 0;
    for (let count = random.below(20); count > 0; count--) {
      const next = advance(stage, randomObservation(random), plan);
      if (isFinal(next) && next !== stage) changesOfEnd += 1;
      stage = next;
    }
    const end = advance(stage, { kind: "deadline", reasons: [] }, plan);
    if (end !== stage) changesOfEnd += 1;
    expect(isFinal(end), `seed ${seed}`).toBe(true);
    expect(changesOfEnd, `seed ${seed}`).toBe(1);
    ends.add(end.kind);
  }
  expect([...ends].sort()).toEqual(["promoted", "reverted"]);
});

test("the share of the new version only grows, one step of the plan at a time, until it is taken back", () => {
  for (const seed of seeds) {
    const random = new Random(seed);
    const plan = randomPlan(random);
    const shares: (number | undefined)[] = [0];
    let stage: Stage = firstStage;
    while (!isFinal(stage)) {
      const next = advance(stage, randomObservation(random), plan);
      if (next !== stage && !isFinal(next)) shares.push(newVersionPercentage(next, plan));
      stage = next;
    }
    expect(shares, `seed ${seed}`).toEqual([0, ...plan.steps].slice(0, shares.length));
    if (stage.kind === "promoted") expect(shares.length).toBe(plan.steps.length + 1);
  }
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
