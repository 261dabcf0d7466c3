import { expect, test } from "vitest";
import { DeliveryError } from "../../../release/notify/channel.ts";
import type { QueueClock } from "../../../release/notify/channel-queue.ts";
import type { Message } from "../../../release/notify/notifier.ts";
import type { Outbox } from "../../../release/notify/outbox.ts";
import { memoryOutbox } from "./memory-outbox.ts";
import { message } from "./message.ts";
import {
  aborted,
  batching,
  busy,
  channel,
  down,
  hastyClock,
  open,
  patientClock,
  settleMs,
} from "./queue-world.ts";

// Proves that no message is lost without a word, whatever a channel answers and a disk does.

test("a message that is refused is written down, and the next is sent", async () => {
  const outbox = memoryOutbox();
  const refusal = new DeliveryError("Slack refused the message: msg_too_long", {
    refusal: "message",
  });
  const { slack, taken } = batching([refusal]);
  const notifier = open(slack, patientClock().clock, outbox);
  notifier.send(message({ title: "one" }));
  notifier.send(message({ title: "two" }));
  expect(await notifier.settle()).toEqual({
    delivered: 1,
    problems: [
      "Slack refused the message: msg_too_long. What it did not take is in /outbox/undelivered.log",
    ],
  });
  expect(taken).toEqual([["two"]]);
  expect(outbox.logged).toEqual(["one: Slack refused the message: msg_too_long."]);
  expect(outbox.kept).toEqual([]);
});

test("a channel that is closed is asked once, named once, and what it was to get is written down", async () => {
  const outbox = memoryOutbox();
  const closed = new DeliveryError("Slack refused the message: is_archived", {
    refusal: "channel",
    hint: "Unarchive the channel in Slack.",
  });
  const { slack, taken } = batching([closed]);
  const notifier = open(slack, patientClock().clock, outbox);
  for (const title of ["one", "two", "three"]) notifier.send(message({ title }));
  const { problems } = await notifier.settle();
  expect(problems).toEqual([
    "Slack refused the message: is_archived. Unarchive the channel in Slack. What it did not take is in /outbox/undelivered.log",
  ]);
  expect(taken).toEqual([]);
  expect(outbox.logged.map((line) => line.split(":")[0])).toEqual(["one", "two", "three"]);
});

test("a secret in a channel's answer is taken out before the answer is cut", async () => {
  const text = `${"x".repeat(292)} hunter22 and more`;
  const refusal = new DeliveryError(text, { refusal: "message" });
  const notifier = open(
    channel(() => Promise.reject(refusal)),
    patientClock().clock,
  );
  notifier.send(message());
  const [problem] = (await notifier.settle()).problems;
  expect(problem).toMatch(/x{292} \[secr.*…/);
});

test("what a channel that hangs has not taken at the end is kept, in order, and counted", async () => {
  const outbox = memoryOutbox();
  const notifier = open(
    channel((_, signal) => aborted(signal).then(() => Promise.reject(new Error("aborted")))),
    hastyClock,
    outbox,
  );
  notifier.send(message({ title: "one" }));
  notifier.send(message({ title: "two" }));
  expect(await notifier.settle()).toEqual({
    delivered: 0,
    problems: [
      "Slack did not answer in time. 2 messages are kept for the next command that tells the same people.",
    ],
  });
  expect(outbox.kept.map((each) => each.message.title)).toEqual(["one", "two"]);
});

test("a channel that was down and then hangs is not said to be down", async () => {
  const attempts: ((signal: AbortSignal) => Promise<void>)[] = [
    () => Promise.reject(busy()),
    async () => undefined,
    (signal) => aborted(signal).then(() => Promise.reject(new Error("aborted"))),
  ];
  const slack = channel(async (_, signal) => attempts.shift()?.(signal));
  const clock: QueueClock = {
    ...hastyClock,
    wait: (milliseconds, signal) =>
      milliseconds === settleMs ? hastyClock.wait(milliseconds, signal) : Promise.resolve(),
  };
  const notifier = open(slack, clock);
  notifier.send(message({ title: "one" }));
  notifier.send(message({ title: "two" }));
  expect(await notifier.settle()).toMatchObject({
    delivered: 1,
    problems: [expect.stringMatching(/^Slack did not answer in time\. One message is kept/)],
  });
});

test("what was sent is kept from the first moment on, as its process may be killed", async () => {
  const outbox = memoryOutbox();
  const notifier = open(down, hastyClock, outbox);
  notifier.send(message({ title: "one" }));
  expect(outbox.kept.map((each) => each.message.title)).toEqual(["one"]);
  await notifier.settle();
});

test("what an earlier command kept goes first, and says that it is late", async () => {
  const since = "2026-11-21T11:00:00.000Z";
  const outbox = memoryOutbox([
    { channel: "slack-1", message: message({ title: "earlier" }), since },
  ]);
  const seen: Message[] = [];
  const notifier = open(
    channel(async (each) => void seen.push(each)),
    patientClock().clock,
    outbox,
  );
  notifier.send(message({ title: "now" }));
  await notifier.settle();
  expect(seen.map(({ title }) => title)).toEqual(["earlier", "now"]);
  expect(seen[0]?.facts).toEqual([{ name: "Late, of", value: since }]);
  expect(outbox.kept).toEqual([]);
});

test("what was kept and cannot be read is said", async () => {
  const outbox: Outbox = {
    ...memoryOutbox(),
    take: async () => ({ held: [], problems: ["A message that was kept cannot be read: /a"] }),
  };
  const notifier = open(
    channel(async () => undefined),
    patientClock().clock,
    outbox,
  );
  expect((await notifier.settle()).problems).toEqual([
    "A message that was kept cannot be read: /a",
  ]);
});

const brokenOutbox: Outbox = {
  ...memoryOutbox(),
  hold: () => Promise.reject(new Error("disk full")),
  take: () => Promise.reject(new Error("no such folder")),
};

test("an outbox that cannot be written is one more problem, and no failure", async () => {
  const notifier = open(down, hastyClock, brokenOutbox);
  notifier.send(message());
  expect((await notifier.settle()).problems).toEqual([
    "Slack could not be reached: down. A message could not be kept: disk full.",
  ]);
});

test("an outbox that nobody needed is no problem", async () => {
  const notifier = open(
    channel(async () => undefined),
    patientClock().clock,
    brokenOutbox,
  );
  notifier.send(message());
  expect(await notifier.settle()).toEqual({ delivered: 1, problems: [] });
});
