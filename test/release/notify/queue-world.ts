import { type Channel, DeliveryError } from "../../../release/notify/channel.ts";
import type { QueueClock } from "../../../release/notify/channel-queue.ts";
import type { LastResort } from "../../../release/notify/last-resort.ts";
import type { Message } from "../../../release/notify/notifier.ts";
import type { Outbox } from "../../../release/notify/outbox.ts";
import { queuedNotifier } from "../../../release/notify/queued-notifier.ts";
import { memoryOutbox } from "./memory-outbox.ts";
import { message } from "./message.ts";

export const settleMs = 5000;
export const start = Date.UTC(2026, 10, 21, 12);

/** A clock on which waiting takes no time, except for the last moment of `settle`, which is endless. */
export function patientClock() {
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
export const hastyClock: QueueClock = {
  now: () => start,
  wait: async (milliseconds, signal) => {
    if (milliseconds === settleMs) await new Promise(setImmediate);
    else await aborted(signal);
  },
};

export function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener("abort", () => resolve());
  });
}

type Deliver = (message: Message, signal: AbortSignal) => Promise<void>;

/** Told one by one, as it comes; `batches` tells what is told as one. */
export function channel(deliver: Deliver, fields: Partial<Channel> = {}): Channel {
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
export function batching(answers: (Error | undefined)[] = [], pauseMs = 1000) {
  const taken: string[][] = [];
  const deliver: Channel["deliver"] = async (messages) => {
    const answer = answers.shift();
    if (answer) throw answer;
    taken.push(messages.map(({ title }) => title));
  };
  return { slack: channel(async () => undefined, { pauseMs, largestBatch: 3, deliver }), taken };
}

export function open(
  slack: Channel | readonly Channel[],
  clock: QueueClock,
  outbox: Outbox = memoryOutbox(),
  lastResort?: LastResort,
) {
  const redact = (text: string) => text.replaceAll("hunter22", "[secret]");
  return queuedNotifier({ channels: [slack].flat(), redact, outbox, clock, lastResort, settleMs });
}

export const busy = (retryAfterMs?: number) =>
  new DeliveryError("Slack answered 503: ", { refusal: "busy", retryAfterMs });

export const down = channel(() => Promise.reject(new Error("down")));
