import { expect, test } from "vitest";
import { type RunObserver, runSteps, type Step } from "../../release/run-result.ts";

// Proves how a run goes on, ends and tells of itself; not what any step does.

const silent: RunObserver = { started: () => undefined, ended: () => undefined };
const clock = { now: () => 0 };

function step(name: string, run: Step["run"] = async () => undefined): Step {
  return { name, run };
}

const fail = async () => {
  throw new Error("It is broken.");
};

async function statuses(steps: Parameters<typeof runSteps>[1]) {
  const { status, steps: results } = await runSteps("run-1", steps, silent, clock);
  return { status, steps: results.map((each) => each.status) };
}

test("a run without failures has succeeded", async () => {
  expect(await statuses([step("a"), step("b")])).toEqual({
    status: "succeeded",
    steps: ["succeeded", "succeeded"],
  });
});

test("what comes after a failure is not executed", async () => {
  expect(await statuses([step("a", fail), step("b")])).toEqual({
    status: "failed",
    steps: ["failed", "not-executed"],
  });
});

test("what is always done is done after a failure too", async () => {
  const always = { ...step("b"), isAlways: true };
  expect(await statuses([step("a", fail), always, step("c")])).toEqual({
    status: "failed",
    steps: ["failed", "succeeded", "not-executed"],
  });
});

test("the failure of an optional step is a warning", async () => {
  expect(await statuses([{ ...step("a", fail), isOptional: true }, step("b")])).toEqual({
    status: "warnings",
    steps: ["warning", "succeeded"],
  });
});

test("steps of an inner list run at the same time and end in the list's order", async () => {
  const order: string[] = [];
  const secondEnded = Promise.withResolvers<void>();
  const first = step("first", async () => {
    await secondEnded.promise;
    order.push("first");
    return undefined;
  });
  const second = step("second", async () => {
    order.push("second");
    secondEnded.resolve();
    return undefined;
  });
  const { steps } = await runSteps("run-1", [[first, second]], silent, clock);
  expect(order).toEqual(["second", "first"]);
  expect(steps.map(({ name }) => name)).toEqual(["first", "second"]);
});

test("a failure carries its message and its hint", async () => {
  const hinted = step("a", () => Promise.reject(Object.assign(new Error("No."), { hint: "Ask." })));
  const { steps } = await runSteps("run-1", [hinted], silent, clock);
  expect(steps[0]?.error).toEqual({ message: "No.", hint: "Ask." });
});
