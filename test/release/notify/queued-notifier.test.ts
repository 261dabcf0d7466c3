import { expect, test } from "vitest";
import type { QueueClock } from "../../../release/notify/channel-queue.ts";
import type { Message } from "../../../release/notify/notifier.ts";
import { message } from "./message.ts";
import {
  aborted,
  batching,
  busy,
  channel,
  open,
  patientClock,
  settleMs,
  start,
} from "./queue-world.ts";

// Proves what is told when, in which order and how often, whatever a channel does. That the vendors
// accept it is proved by test/contract/people-out-of-reach.test.ts.

test("messages arrive in order, and send does not wait for them", async () => {
  const seen: string[] = [];
  const slack = channel(async ({ title }) => void seen.push(title));
  const notifier = open(slack, patientClock().clock);
  notifier.send(message({ title: "one" }));
  notifier.send(message({ title: "two" }));
  expect(seen).toEqual([]);
  expect(await notifier.settle()).toEqual({ delivered: 2, problems: [] });
  expect(seen).toEqual(["one", "two"]);
});

test("a channel has its pause before the next message", async () => {
  const { slack, taken } = batching();
  const takenBefore: number[] = [];
  const clock: QueueClock = {
    now: () => start,
    async wait(milliseconds, signal) {
      if (milliseconds === settleMs) return aborted(signal);
      await new Promise(setImmediate);
      takenBefore.push(taken.length);
    },
  };
  const notifier = open(slack, clock);
  for (const title of ["one", "two", "three"]) notifier.send(message({ title }));
  await notifier.settle();
  expect(taken).toEqual([["one"], ["two"], ["three"]]);
  // When the pause after the first is over only one is there, and so on.
  expect(takenBefore.slice(0, 2)).toEqual([1, 2]);
});

test("more messages than fit into a command's end are told as few", async () => {
  const { slack, taken } = batching();
  const notifier = open(slack, patientClock().clock);
  for (const title of ["1", "2", "3", "4", "5", "6"]) notifier.send(message({ title }));
  expect(await notifier.settle()).toEqual({ delivered: 6, problems: [] });
  expect(taken).toEqual([["1", "2", "3"], ["4"], ["5"], ["6"]]);
});

test("what gathers while the channel is down is told as one when it is back, then one by one", async () => {
  const { slack, taken } = batching([busy(), busy()]);
  const notifier = open(slack, patientClock().clock);
  for (const title of ["one", "two", "three"]) notifier.send(message({ title }));
  expect(await notifier.settle()).toEqual({ delivered: 3, problems: [] });
  expect(taken).toEqual([["one", "two", "three"]]);
});

test("no secret leaves in a title, a fact or its name", async () => {
  const seen: Message[] = [];
  const notifier = open(
    channel(async (each) => void seen.push(each)),
    patientClock().clock,
  );
  const facts = [{ name: "hunter22", value: "bad hunter22" }];
  notifier.send(message({ title: "hunter22!", facts }));
  await notifier.settle();
  expect(seen[0]).toMatchObject({
    title: "[secret]!",
    facts: [{ name: "[secret]", value: "bad [secret]" }],
  });
});

test.each(["hun\u200bter22", "hun\u001b[31mter22\u001b[0m"])(
  "%j is a secret, too",
  async (value) => {
    const seen: Message[] = [];
    const slack = channel(async (each) => void seen.push(each));
    const notifier = open(slack, patientClock().clock);
    notifier.send(message({ title: value }));
    await notifier.settle();
    expect(seen[0]?.title).toBe("[secret]");
  },
);

test("a refusal for rate is tried again after the time asked for, others after growing times", async () => {
  const { clock, waits } = patientClock();
  const answers = [new Error("socket closed"), busy(), busy(7000), busy(0)];
  const notifier = open(
    channel(async () => {
      const answer = answers.shift();
      if (answer) throw answer;
    }),
    clock,
  );
  notifier.send(message());
  expect(await notifier.settle()).toEqual({ delivered: 1, problems: [] });
  expect(waits).toEqual([500, 1000, 7000, 4000]);
});

test("no answer makes a wait that a timer cannot hold", async () => {
  const { clock, waits } = patientClock();
  const { slack } = batching([busy(1e15)], 0);
  const notifier = open(slack, clock);
  notifier.send(message());
  await notifier.settle();
  expect(waits).toEqual([24 * 60 * 60 * 1000]);
});

/** How long `settle` waits, where each channel has waited so long already without being reached. */
async function patienceAfter(...waitedMs: number[]): Promise<number[]> {
  let now = start;
  const waits: number[] = [];
  const clock: QueueClock = {
    now: () => now,
    wait: async (milliseconds, signal) => {
      if (milliseconds === 500) await aborted(signal);
      else waits.push(milliseconds);
    },
  };
  const channels = waitedMs.map((_, index) =>
    channel(() => Promise.reject(new Error("down")), {
      concerns: ({ title }) => title === String(index),
    }),
  );
  const notifier = open(channels, clock);
  for (const [index, ms] of waitedMs.entries()) {
    now = start - ms;
    notifier.send(message({ title: String(index) }));
  }
  now = start;
  await notifier.settle();
  return waits;
}

test.each([
  [[0], 5000],
  [[3000], 2000],
  [[60_000], 1000],
  [[-60_000], 5000],
  [[60_000, 2000], 3000],
])("channels that have had %j ms already have %i ms at the end", async (waitedMs, patienceMs) => {
  expect(await patienceAfter(...waitedMs)).toEqual([patienceMs]);
});
