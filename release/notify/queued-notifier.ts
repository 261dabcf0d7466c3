import { type Channel, DeliveryError } from "./channel.ts";
import type { LastResort } from "./github-issue.ts";
import type { Delivery, Message, Notifier } from "./notifier.ts";
import type { Outbox, Undelivered } from "./outbox.ts";
import type { Redact } from "./redact.ts";

export interface QueueClock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Ends early, without an error, when the signal says so. */
  wait(milliseconds: number, signal: AbortSignal): Promise<unknown>;
}

export interface QueuedNotifierOptions {
  readonly channels: readonly Channel[];
  readonly redact: Redact;
  readonly outbox: Outbox;
  readonly clock: QueueClock;
  /** Undefined where there is none. */
  readonly lastResort?: LastResort | undefined;
  /** How long `settle` waits for what is under way. */
  readonly settleMs: number;
}

const firstDelayMs = 500;
const longestDelayMs = 30_000;

/**
 * Sends beside the work, one message after the other in each channel, each until it is taken or
 * refused for good. What an earlier command could not deliver goes first.
 */
export function queuedNotifier(options: QueuedNotifierOptions): Notifier {
  const { channels, redact, outbox, clock, settleMs, lastResort } = options;
  const deadline = new AbortController();
  const problems: string[] = [];
  /** What no channel has taken yet, oldest first. */
  const untold = new Set<Message>();
  let delivered = 0;
  const queues = new Map(channels.map((channel) => [channel, deliverKept(channel)]));

  async function deliverKept(channel: Channel): Promise<void> {
    const kept = await outbox.take(channel.id).catch(() => []);
    for (const each of kept) await deliver(channel, each, lateMessage(each));
  }

  async function deliver(
    channel: Channel,
    undelivered: Undelivered,
    message = undelivered.message,
  ): Promise<void> {
    const problem = await persist(channel, message, clock, deadline.signal);
    if (problem === undefined) {
      delivered++;
      untold.delete(undelivered.message);
      return;
    }
    problems.push(redact(problem.message));
    if (!problem.isTemporary) return;
    await outbox.keep(undelivered).catch((error: Error) => {
      problems.push(`The message could not be kept for later either: ${error.message}`);
    });
  }

  /** What concerns nobody's sleep waits in the outbox alone. */
  async function tellOtherwise(): Promise<void> {
    if (lastResort === undefined || ![...untold].some(isUrgent)) return;
    try {
      problems.push(`An issue says it instead: ${await lastResort([...untold])}`);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      problems.push(redact(`No issue could be opened instead: ${reason}`));
    }
  }

  return {
    send(message) {
      const clean = redactMessage(message, redact);
      untold.add(clean);
      const since = new Date(clock.now()).toISOString();
      for (const channel of channels.filter((each) => each.concerns(clean))) {
        const before = queues.get(channel) ?? Promise.resolve();
        const undelivered = { channel: channel.id, message: clean, since };
        queues.set(
          channel,
          before.then(() => deliver(channel, undelivered)),
        );
      }
    },
    async settle(): Promise<Delivery> {
      const settled = new AbortController();
      const all = Promise.all(queues.values()).finally(() => settled.abort());
      await Promise.race([all, clock.wait(settleMs, settled.signal)]);
      deadline.abort();
      await all;
      await tellOtherwise();
      return { delivered, problems };
    },
  };
}

function isUrgent({ severity, page }: Message): boolean {
  return severity === "critical" || page?.action === "trigger";
}

/** Tries until the channel takes the message. @returns why it did not, at the deadline or for good. */
async function persist(
  channel: Channel,
  message: Message,
  clock: QueueClock,
  signal: AbortSignal,
): Promise<DeliveryError | undefined> {
  let last = new DeliveryError(`${channel.name} was not asked in time.`, { isTemporary: true });
  for (let attempt = 0; !signal.aborted; attempt++) {
    try {
      await channel.deliver(message, signal);
      return undefined;
    } catch (error) {
      last = asDeliveryError(error, channel.name, signal) ?? last;
      if (!last.isTemporary) return last;
      const growing = Math.min(firstDelayMs * 2 ** attempt, longestDelayMs);
      await clock.wait(last.retryAfterMs ?? growing, signal);
    }
  }
  return last;
}

/** Undefined where the deadline cut an attempt off: what was found before says more. */
function asDeliveryError(
  error: unknown,
  channel: string,
  signal: AbortSignal,
): DeliveryError | undefined {
  if (error instanceof DeliveryError) return error;
  if (signal.aborted) return undefined;
  const { message, cause } = error as Error;
  const reason = cause instanceof Error ? cause.message : message;
  return new DeliveryError(`${channel} could not be reached: ${reason}`, { isTemporary: true });
}

function lateMessage({ message, since }: Undelivered): Message {
  return { ...message, facts: [...message.facts, { name: "Late, of", value: since }] };
}

function redactMessage(message: Message, redact: Redact): Message {
  const facts = message.facts.map(({ name, value }) => ({ name, value: redact(value) }));
  return { ...message, title: redact(message.title), facts };
}
