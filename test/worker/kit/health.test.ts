import { expect, test } from "vitest";
import { checkHealth, healthHttpStatus, type Probe } from "../../../worker/kit/health.ts";

const probe = (name: string, isCritical: boolean, check: () => Promise<unknown>): Probe => ({
  name,
  isCritical,
  check,
});

const works = async () => "fine";
const fails = () => Promise.reject(new Error("no"));

const check = (probes: readonly Probe[], timeoutMs = 1000) => {
  const failures: string[] = [];
  const onFailure = (name: string) => failures.push(name);
  const options = { version: undefined, timeoutMs, now: () => 0, onFailure };
  return checkHealth(probes, options).then((report) => ({ report, failures }));
};

test.each([
  ["nothing to probe", [], "healthy"],
  ["all well", [probe("a", true, works), probe("b", false, works)], "healthy"],
  ["a side dependency down", [probe("a", true, works), probe("b", false, fails)], "degraded"],
  ["a critical one down", [probe("a", true, fails), probe("b", false, works)], "unhealthy"],
  ["both down", [probe("a", true, fails), probe("b", false, fails)], "unhealthy"],
] as const)("%s is %s", async (_name, probes, status) => {
  const { report } = await check(probes);
  expect(report.status).toBe(status);
});

test("a probe that never ends is timed out and does not hold up the others", async () => {
  const never = () => new Promise(() => {});
  const { report, failures } = await check([probe("a", false, never), probe("b", true, works)], 5);
  expect(report.dependencies.a).toMatchObject({ status: "unhealthy", reason: "timeout" });
  expect(report.dependencies.b).toMatchObject({ status: "healthy" });
  expect(failures).toEqual(["a"]);
});

test("a probe that throws at once is a failure like any other", async () => {
  const throws = () => {
    throw new Error("at once");
  };
  const { report } = await check([probe("a", true, throws)]);
  expect(report.dependencies.a).toMatchObject({ reason: "error" });
});

test("probes run at the same time", async () => {
  const order: string[] = [];
  const step = (name: string) => async () => {
    order.push(`${name} starts`);
    await Promise.resolve();
    order.push(`${name} ends`);
  };
  await check([probe("a", true, step("a")), probe("b", true, step("b"))]);
  expect(order.slice(0, 2)).toEqual(["a starts", "b starts"]);
});

test.each([
  ["healthy", 200],
  ["degraded", 200],
  ["unhealthy", 503],
] as const)("%s answers %d", (status, httpStatus) => {
  expect(healthHttpStatus(status)).toBe(httpStatus);
});
