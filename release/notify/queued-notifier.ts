import type { Channel } from "./channel.ts";
import { ChannelQueue, type QueueClock } from "./channel-queue.ts";
import type { LastResort, Matter } from "./last-resort.ts";
import type { Delivery, Message, Notifier } from "./notifier.ts";
import type { Outbox } from "./outbox.ts";
import { plainText } from "./plain-text.ts";
import type { Redact } from "./redact.ts";

export interface QueuedNotifierOptions {
  readonly channels: readonly Channel[];
  readonly redact: Redact;
  readonly outbox: Outbox;
  readonly clock: QueueClock;
  /** Undefined where there is none. */
  readonly lastResort?: LastResort | undefined;
  /** How long a message has at least, at the end, from when it was sent. */
  readonly settleMs: number;
}

/** What has waited for long has one more moment at the end, as the channel may just be back. */
const lastMomentMs = 1000;

/**
 * Sends beside the work, through a queue for each channel. What reaches nobody and is urgent goes the
 * last way, and what went it before is taken back once it is over.
 */
export function queuedNotifier(options: QueuedNotifierOptions): Notifier {
  const { channels, redact, clock, settleMs, lastResort } = options;
  const end = new AbortController();
  const sent: Message[] = [];
  /** What no channel has taken yet, oldest first. */
  const untold = new Set<Message>();
  let delivered = 0;
  const queues = channels.map((channel) => {
    const onDelivered = (message: Message) => {
      delivered += 1;
      untold.delete(message);
    };
    const queue = new ChannelQueue(channel, { ...options, onDelivered, signal: end.signal });
    return { channel, queue };
  });

  /** What concerns nobody's sleep waits in the outbox alone. */
  async function tellOtherwise(): Promise<readonly string[]> {
    if (lastResort === undefined || ![...untold].some(isUrgent)) return [];
    try {
      return [`An issue says it instead: ${await lastResort.tell([...untold])}`];
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      return [redact(`No issue could be opened instead: ${reason}`)];
    }
  }

  /** A matter that nobody closes is looked at by somebody; that is no problem worth telling. */
  async function callOff(): Promise<void> {
    const over = mattersThatAreOver(sent);
    if (over.length > 0) await lastResort?.close(over, end.signal).catch(() => undefined);
  }

  /** By the channel that has had the least time so far. */
  function patienceMs(): number {
    const since = queues.flatMap(({ queue: { waitsSince } }) => waitsSince ?? []);
    const waitedMs = clock.now() - Math.max(...since);
    return since.length === 0
      ? settleMs
      : Math.min(settleMs, Math.max(settleMs - waitedMs, lastMomentMs));
  }

  return {
    send(message) {
      const clean = cleanMessage(message, redact);
      sent.push(clean);
      untold.add(clean);
      for (const { channel, queue } of queues) if (channel.concerns(clean)) queue.add(clean);
    },
    async settle(): Promise<Delivery> {
      const settled = new AbortController();
      const work = [callOff(), ...queues.map(({ queue }) => queue.idle())];
      const all = Promise.all(work).finally(() => settled.abort());
      await Promise.race([all, clock.wait(patienceMs(), settled.signal)]);
      end.abort();
      const problems = await Promise.all(queues.map(({ queue }) => queue.close()));
      return { delivered, problems: [...new Set(problems.flat()), ...(await tellOtherwise())] };
    },
  };
}

function isUrgent({ severity, pages = [] }: Message): boolean {
  return severity === "critical" || pages.some(({ action }) => action === "trigger");
}

/** Those that people were called off, and not called to again. */
function mattersThatAreOver(sent: readonly Message[]): Matter[] {
  const pages = sent.flatMap(({ title, pages = [] }) => pages.map((page) => ({ ...page, title })));
  const latest = new Map(pages.map((page) => [page.dedupKey, page]));
  return [...latest.values()].filter(({ action }) => action === "resolve");
}

/** What is not seen goes first: it would hide a secret from us, and be taken out by the channels. */
function cleanMessage(message: Message, redact: Redact): Message {
  const clean = (text: string) => redact(plainText(text));
  const facts = message.facts.map(({ name, value }) => ({
    name: clean(name),
    value: clean(value),
  }));
  return { ...message, title: clean(message.title), facts };
}
