import { expect, test } from "vitest";
import { type Channel, DeliveryError } from "../../../release/notify/channel.ts";
import type { QueueClock } from "../../../release/notify/channel-queue.ts";
import type { LastResort } from "../../../release/notify/last-resort.ts";
import type { Message } from "../../../release/notify/notifier.ts";
import type { Outbox } from "../../../release/notify/outbox.ts";
import { queuedNotifier } from "../../../release/notify/queued-notifier.ts";
import { memoryOutbox } from "./memory-outbox.ts";
import { message } from "./message.ts";

// Proves what is told when, in which order and how often, whatever a channel does. That the vendors
// accept it is proved by test/contract/people-out-of-reach.test.ts.

const settleMs = 5000;
const start = Date.UTC(2026, 10, 21, 12);

/** A clock on which waiting takes no time, except for the last moment of `settle`, which is endless. */
function patientClock() {
  const waits: number[] = [];
  const clock: QueueClock = {
    now: () => start,
    async wait(milliseconds, signal) {
      if (milliseconds === settleMs) await aborted(signal);
      else waits.push(milliseconds);
    },
  };
  return { clock, waits };
}

/** A clock on which `settle` waits for what is under way only, and other waits end only with it. */
const hastyClock: QueueClock = {
  now: () => start,
  wait: async (milliseconds, signal) => {
    if (milliseconds === settleMs) await new Promise(setImmediate);
    else await aborted(signal);
  },
};

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener("abort", () => resolve());
  });
}

type Deliver = (message: Message, signal: AbortSignal) => Promise<void>;

/** Told one by one, as it comes; `batches` tells what is told as one. */
function channel(deliver: Deliver, fields: Partial<Channel> = {}): Channel {
  return {
    name: "Slack",
    id: "slack-1",
    pauseMs: 0,
    largestBatch: 1,
    concerns: () => true,
    deliver: async ([first = message()], signal) => deliver(first, signal),
    ...fields,
  };
}

/** A channel that takes up to three messages as one, and answers in turn what is given. */
function batching(answers: (Error | undefined)[] = [], pauseMs = 1000) {
  const taken: string[][] = [];
  const deliver: Channel["deliver"] = async (messages) => {
    const answer = answers.shift();
    if (answer) throw answer;
    taken.push(messages.map(({ title }) => title));
  };
  return { slack: channel(async () => undefined, { pauseMs, largestBatch: 3, deliver }), taken };
}

function open(
  slack: Channel | readonly Channel[],
  clock: QueueClock,
  outbox: Outbox = memoryOutbox(),
  lastResort?: LastResort,
) {
  const redact = (text: string) => text.replaceAll("hunter22", "[secret]");
  return queuedNotifier({ channels: [slack].flat(), redact, outbox, clock, lastResort, settleMs });
}

const busy = (retryAfterMs?: number) =>
  new DeliveryError("Slack answered 503: ", { refusal: "busy", retryAfterMs });

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

const pages = [{ action: "trigger", service: "shop", dedupKey: "key" }] as const;
const down = channel(() => Promise.reject(new Error("down")));

function lastResort(
  tell: LastResort["tell"] = async () => "https://github.com/acme/shop/issues/7",
) {
  const told: string[] = [];
  const closed: string[] = [];
  const way: LastResort = {
    tell(messages) {
      told.push(...messages.map(({ title }) => title));
      return tell(messages);
    },
    close: async (matters) => void closed.push(...matters.map(({ dedupKey }) => dedupKey)),
  };
  return { way, told, closed };
}

test("what no channel takes in time goes the last way, if any of it is urgent, and is kept all the same", async () => {
  const outbox = memoryOutbox();
  const { way, told } = lastResort();
  const notifier = open(down, hastyClock, outbox, way);
  notifier.send(message({ title: "going back with hunter22", pages }));
  notifier.send(message({ title: "went back" }));
  const { problems } = await notifier.settle();
  expect(told).toEqual(["going back with [secret]", "went back"]);
  expect(problems.at(-1)).toBe("An issue says it instead: https://github.com/acme/shop/issues/7");
  expect(outbox.kept).toHaveLength(2);
});

test.each([
  ["nothing of it is urgent", [down], hastyClock, message()],
  ["one channel took it", [channel(async () => undefined), down], hastyClock, message({ pages })],
])("the last way is left alone where %s", async (_case, channels, clock, sent) => {
  const { way, told } = lastResort();
  const notifier = open(channels, clock, memoryOutbox(), way);
  notifier.send(sent);
  await notifier.settle();
  expect(told).toEqual([]);
});

test.each([
  ["is over", ["trigger", "resolve"], ["key"]],
  ["has begun again", ["resolve", "trigger"], []],
] as const)(
  "what the last way said of a matter that %s is closed: %o",
  async (_case, actions, over) => {
    const { way, closed } = lastResort();
    const notifier = open(
      channel(async () => undefined),
      patientClock().clock,
      memoryOutbox(),
      way,
    );
    for (const action of actions) notifier.send(message({ pages: [{ ...pages[0], action }] }));
    await notifier.settle();
    expect(closed).toEqual(over);
  },
);

test("a last way that fails is one more problem, and no failure", async () => {
  const { way } = lastResort(() => Promise.reject(new Error("GitHub does not know hunter22.")));
  const notifier = open(down, hastyClock, memoryOutbox(), {
    ...way,
    close: () => Promise.reject(new Error("GitHub is down.")),
  });
  notifier.send(message({ pages: [{ ...pages[0], dedupKey: "other", action: "resolve" }] }));
  notifier.send(message({ pages }));
  expect((await notifier.settle()).problems.at(-1)).toBe(
    "No issue could be opened instead: GitHub does not know [secret].",
  );
});
