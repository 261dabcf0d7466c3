import { expect, test } from "vitest";
import { Traffic } from "../../../local/edge/fleet/traffic.ts";

async function isSettled(promise: Promise<unknown>): Promise<boolean> {
  const pending = Symbol("pending");
  const later = new Promise((resolve) => setImmediate(resolve, pending));
  return (await Promise.race([promise, later])) !== pending;
}

test("it is drained at once when nothing is under way", async () => {
  expect(await isSettled(new Traffic().drained())).toBe(true);
});

test("it is drained when all that began before has ended, whatever began since", async () => {
  const traffic = new Traffic();
  const leaveFirst = traffic.enter();
  const drained = traffic.drained();
  const leaveSecond = traffic.enter();
  expect(await isSettled(drained)).toBe(false);
  leaveFirst();
  expect(await isSettled(drained)).toBe(true);
  expect(traffic.inFlight).toBe(1);
  leaveSecond();
  expect(traffic.inFlight).toBe(0);
});

test("a later drain waits for what an earlier one still waits for", async () => {
  const traffic = new Traffic();
  const leave = traffic.enter();
  void traffic.drained();
  const later = traffic.drained();
  expect(await isSettled(later)).toBe(false);
  leave();
  expect(await isSettled(later)).toBe(true);
});

test("leaving twice counts once", () => {
  const traffic = new Traffic();
  const leave = traffic.enter();
  traffic.enter();
  leave();
  leave();
  expect(traffic.inFlight).toBe(1);
  expect(traffic.total).toBe(2);
});
