import { expect, test } from "vitest";
import { type Channel, DeliveryError } from "../../../release/notify/channel.ts";
import type { LastResort } from "../../../release/notify/github-issue.ts";
import type { Message } from "../../../release/notify/notifier.ts";
import type { Outbox, Undelivered } from "../../../release/notify/outbox.ts";
import { type QueueClock, queuedNotifier } from "../../../release/notify/queued-notifier.ts";
import { message } from "./message.ts";

const settleMs = 5000;

/** A clock on which waiting takes no time, except for the last moment of `settle`, which is endless. */
function patientClock() {
  const waits: number[] = [];
  const clock: QueueClock = {
    now: () => Date.UTC(2026, 10, 21, 12),
    async wait(milliseconds, signal) {
      if (milliseconds === settleMs) await aborted(signal);
      else waits.push(milliseconds);
    },
  };
  return { clock, waits };
}

/** A clock on which `settle` has no patience, and other waits end only with it. */
const hastyClock: QueueClock = {
  now: () => Date.UTC(2026, 10, 21, 12),
  wait: async (milliseconds, signal) => {
    if (milliseconds !== settleMs) await aborted(signal);
  },
};

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener("abort", () => resolve());
  });
}

function channel(deliver: (message: Message, signal: AbortSignal) => Promise<void>): Channel {
  return { name: "Slack", id: "slack-1", concerns: () => true, deliver };
}

function memoryOutbox(kept: Undelivered[] = []): Outbox & { kept: Undelivered[] } {
  return {
    kept,
    keep: async (undelivered) => void kept.push(undelivered),
    take: async () => kept.splice(0),
  };
}

function open(
  slack: Channel,
  clock: QueueClock,
  outbox: Outbox = memoryOutbox(),
  lastResort?: LastResort,
) {
  const redact = (text: string) => text.replaceAll("hunter22", "[secret]");
  return queuedNotifier({ channels: [slack], redact, outbox, clock, lastResort, settleMs });
}

test("messages arrive in order, and send does not wait for them", async () => {
  const seen: string[] = [];
  const notifier = open(
    channel(async ({ title }) => void seen.push(title)),
    patientClock().clock,
  );
  notifier.send(message({ title: "one" }));
  notifier.send(message({ title: "two" }));
  expect(seen).toEqual([]);
  expect(await notifier.settle()).toEqual({ delivered: 2, problems: [] });
  expect(seen).toEqual(["one", "two"]);
});

test("no secret leaves in a title or a fact", async () => {
  const seen: Message[] = [];
  const notifier = open(
    channel(async (each) => void seen.push(each)),
    patientClock().clock,
  );
  notifier.send(
    message({ title: "hunter22!", facts: [{ name: "Reason", value: "bad hunter22" }] }),
  );
  await notifier.settle();
  expect(seen[0]).toMatchObject({ title: "[secret]!", facts: [{ value: "bad [secret]" }] });
});

test("a refusal for rate is tried again after the time asked for, others after growing times", async () => {
  const { clock, waits } = patientClock();
  const answers = [
    new Error("socket closed"),
    new DeliveryError("Slack answered 503: ", { isTemporary: true }),
    new DeliveryError("Slack answered 429: ", { isTemporary: true, retryAfterMs: 7000 }),
  ];
  const notifier = open(
    channel(async () => {
      const answer = answers.shift();
      if (answer) throw answer;
    }),
    clock,
  );
  notifier.send(message());
  expect(await notifier.settle()).toEqual({ delivered: 1, problems: [] });
  expect(waits).toEqual([500, 1000, 7000]);
});

test("a channel that refuses for good is named, and the message is not kept", async () => {
  const outbox = memoryOutbox();
  const refusal = new DeliveryError("Slack answered 410: channel_is_archived hunter22", {
    isTemporary: false,
  });
  const notifier = open(
    channel(() => Promise.reject(refusal)),
    patientClock().clock,
    outbox,
  );
  notifier.send(message());
  expect(await notifier.settle()).toEqual({
    delivered: 0,
    problems: ["Slack answered 410: channel_is_archived [secret]"],
  });
  expect(outbox.kept).toEqual([]);
});

test("what a channel that hangs has not taken at the end is kept, in order", async () => {
  const outbox = memoryOutbox();
  const notifier = open(
    channel((_, signal) => aborted(signal).then(() => Promise.reject(new Error("aborted")))),
    hastyClock,
    outbox,
  );
  notifier.send(message({ title: "one" }));
  notifier.send(message({ title: "two" }));
  const { delivered, problems } = await notifier.settle();
  expect(delivered).toBe(0);
  expect(problems).toHaveLength(2);
  expect(outbox.kept.map((each) => each.message.title)).toEqual(["one", "two"]);
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
});

test("an outbox that cannot be written is one more problem, and no failure", async () => {
  const outbox: Outbox = {
    keep: () => Promise.reject(new Error("disk full")),
    take: () => Promise.reject(new Error("no such folder")),
  };
  const notifier = open(
    channel(() => Promise.reject(new Error("down"))),
    hastyClock,
    outbox,
  );
  notifier.send(message());
  const { problems } = await notifier.settle();
  expect(problems).toEqual([
    "Slack was not asked in time.",
    "The message could not be kept for later either: disk full",
  ]);
});

const page = { action: "trigger", service: "shop", dedupKey: "key" } as const;
const down = channel(() => Promise.reject(new Error("down")));

test("what no channel takes in time goes the last way, if any of it is urgent, and is kept all the same", async () => {
  const outbox = memoryOutbox();
  const seen: string[] = [];
  const notifier = open(down, hastyClock, outbox, async (messages) => {
    seen.push(...messages.map(({ title }) => title));
    return "https://github.com/acme/shop/issues/7";
  });
  notifier.send(message({ title: "going back with hunter22", page }));
  notifier.send(message({ title: "went back" }));
  const { problems } = await notifier.settle();
  expect(seen).toEqual(["going back with [secret]", "went back"]);
  expect(problems.at(-1)).toBe("An issue says it instead: https://github.com/acme/shop/issues/7");
  expect(outbox.kept).toHaveLength(2);
});

test.each([
  ["nothing of it is urgent", down, hastyClock, message()],
  ["a channel took it", channel(async () => undefined), patientClock().clock, message({ page })],
])("the last way is left alone where %s", async (_case, slack, clock, told) => {
  let isAsked = false;
  const notifier = open(slack, clock, memoryOutbox(), async () => {
    isAsked = true;
    return "";
  });
  notifier.send(told);
  await notifier.settle();
  expect(isAsked).toBe(false);
});

test("a last way that fails is one more problem, and no failure", async () => {
  const notifier = open(down, hastyClock, memoryOutbox(), () =>
    Promise.reject(new Error("GitHub does not know hunter22.")),
  );
  notifier.send(message({ page }));
  expect((await notifier.settle()).problems.at(-1)).toBe(
    "No issue could be opened instead: GitHub does not know [secret].",
  );
});
