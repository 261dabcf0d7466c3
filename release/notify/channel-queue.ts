import { type Channel, DeliveryError } from "./channel.ts";
import type { Message } from "./notifier.ts";
import type { Held, Outbox } from "./outbox.ts";
import { cut, plainText } from "./plain-text.ts";
import type { Redact } from "./redact.ts";

export interface QueueClock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Ends early, without an error, when the signal says so. */
  wait(milliseconds: number, signal: AbortSignal): Promise<unknown>;
}

export interface ChannelQueuePorts {
  readonly outbox: Outbox;
  readonly clock: QueueClock;
  /** For what the channel answers. */
  readonly redact: Redact;
  /** Ends all attempts. */
  readonly signal: AbortSignal;
  /** Called for each message that the channel took. */
  readonly onDelivered: (message: Message) => void;
}

const firstDelayMs = 500;
const longestDelayMs = 30_000;
/** As long as a message is kept, and within what a timer can wait. */
const longestRetryAfterMs = 24 * 60 * 60 * 1000;
/** More than these, told one by one, would take longer than a command waits at its end. */
const longestRow = 4;
const longestReason = 300;

interface Waiting {
  readonly message: Message;
  /** When it came to this queue, in milliseconds since 1970. */
  readonly addedAt: number;
  /** When it was to be sent first, where that was in an earlier command. */
  readonly lateOf?: string;
  /** Or why it is not kept. */
  readonly kept: Promise<Held | Error>;
}

/**
 * What one channel is told, in order and no faster than it likes, each message until it is taken or
 * refused for good. While the channel is down messages gather, to be told as one when it is back.
 */
export class ChannelQueue {
  readonly #channel: Channel;
  readonly #ports: ChannelQueuePorts;
  readonly #problems = new Set<string>();
  #waiting: readonly Waiting[] = [];
  #isRunning = true;
  #work: Promise<void>;
  #pause: Promise<unknown> = Promise.resolve();
  #failures = 0;
  #isGathering = false;
  /** Why what waits was not taken; undefined where it was not tried. */
  #lastReason: string | undefined;
  /** Why nothing is sent any more. */
  #closed: DeliveryError | undefined;

  constructor(channel: Channel, ports: ChannelQueuePorts) {
    this.#channel = channel;
    this.#ports = ports;
    this.#work = this.#begin();
  }

  add(message: Message): void {
    const { clock, outbox } = this.#ports;
    const addedAt = clock.now();
    const since = new Date(addedAt).toISOString();
    const kept = outbox.hold({ channel: this.#channel.id, message, since }).catch(asError);
    this.#waiting = [...this.#waiting, { message, addedAt, kept }];
    if (this.#isRunning) return;
    this.#isRunning = true;
    this.#work = this.#run();
  }

  /** When what waits longest came, in milliseconds since 1970; undefined where nothing waits. */
  get waitsSince(): number | undefined {
    return this.#waiting[0]?.addedAt;
  }

  /** Ends when there is nothing left to send. */
  idle(): Promise<void> {
    return this.#work;
  }

  /**
   * Leaves what waits to the next command. Only to be called once the signal is aborted.
   * @returns what was not delivered, and why.
   */
  async close(): Promise<readonly string[]> {
    await this.#work;
    const left = this.#waiting;
    this.#waiting = [];
    if (left.length > 0) {
      const problems = (await Promise.all(left.map(release))).filter((each) => each !== undefined);
      const count = messages(left.length - problems.length);
      const isKept = problems.length < left.length;
      this.#say(
        sentence(this.#lastReason ?? `${this.#channel.name} was not asked in time`),
        isKept ? `${count} kept for the next command that tells the same people.` : "",
        ...new Set(problems.map((each) => `A message could not be kept: ${sentence(each)}`)),
      );
    }
    return [...this.#problems];
  }

  async #begin(): Promise<void> {
    const { outbox, clock } = this.#ports;
    const { held, problems } = await outbox
      .take(this.#channel.id)
      .catch(() => ({ held: [], problems: [] }));
    for (const problem of problems) this.#say(problem);
    const late = held.map((each) => ({
      message: each.message,
      addedAt: clock.now(),
      lateOf: each.since,
      kept: Promise.resolve(each),
    }));
    this.#waiting = [...late, ...this.#waiting];
    this.#isGathering = late.length > 0;
    await this.#run();
  }

  async #run(): Promise<void> {
    const { signal } = this.#ports;
    while (this.#waiting.length > 0 && !signal.aborted) {
      await this.#pause;
      if (signal.aborted) break;
      if (this.#closed) await this.#giveUp(this.#takeOut(this.#waiting.length), this.#closed);
      else await this.#deliver(this.#nextBatch());
    }
    this.#isRunning = false;
  }

  #nextBatch(): readonly Waiting[] {
    const isOneMessage = this.#isGathering || this.#waiting.length > longestRow;
    return this.#waiting.slice(0, isOneMessage ? this.#channel.largestBatch : 1);
  }

  async #deliver(batch: readonly Waiting[]): Promise<void> {
    const { clock, signal, onDelivered } = this.#ports;
    this.#lastReason ??= `${this.#channel.name} did not answer in time`;
    try {
      await this.#channel.deliver(batch.map(asTold), signal);
    } catch (error) {
      await this.#afterFailure(batch.length, error);
      return;
    }
    this.#takeOut(batch.length);
    this.#failures = 0;
    this.#lastReason = undefined;
    this.#isGathering &&= this.#waiting.length > 0;
    if (this.#channel.pauseMs > 0) this.#pause = clock.wait(this.#channel.pauseMs, signal);
    for (const { message } of batch) onDelivered(message);
    await Promise.all(batch.map(forget));
  }

  async #afterFailure(count: number, error: unknown): Promise<void> {
    const { clock, signal } = this.#ports;
    // An attempt that the end has cut off says less than the one before.
    if (signal.aborted && !(error instanceof DeliveryError)) return;
    const refused = error instanceof DeliveryError && error.refusal !== "busy" ? error : undefined;
    if (refused) {
      if (refused.refusal === "channel") this.#closed = refused;
      await this.#giveUp(this.#takeOut(count), refused);
      return;
    }
    this.#lastReason = this.#clean(reasonOf(error, this.#channel.name));
    this.#isGathering = true;
    await clock.wait(retryDelayMs(error, this.#failures), signal);
    this.#failures += 1;
  }

  /** Says once for all of them why they are not sent. */
  async #giveUp(refused: readonly Waiting[], { message, hint = "" }: DeliveryError): Promise<void> {
    const reason = sentence(this.#clean(message));
    const written = await Promise.all(refused.map((each) => writeDown(each, reason)));
    const log = written.includes(true)
      ? `What it did not take is in ${this.#ports.outbox.log}`
      : "";
    this.#say(reason, hint, log);
  }

  #takeOut(count: number): readonly Waiting[] {
    const taken = this.#waiting.slice(0, count);
    this.#waiting = this.#waiting.slice(count);
    return taken;
  }

  #say(...sentences: readonly string[]): void {
    this.#problems.add(sentences.filter(Boolean).join(" "));
  }

  /** Cut off after the secrets are out: half of one would not be known for what it is. */
  #clean(text: string): string {
    return cut(this.#ports.redact(plainText(text)), longestReason);
  }
}

function asTold({ message, lateOf }: Waiting): Message {
  if (lateOf === undefined) return message;
  return { ...message, facts: [...message.facts, { name: "Late, of", value: lateOf }] };
}

/** What the channel asks for, else 0.5 s, 1 s, 2 s … 30 s. */
function retryDelayMs(error: unknown, failures: number): number {
  const askedMs = error instanceof DeliveryError ? error.retryAfterMs : undefined;
  if (askedMs) return Math.min(askedMs, longestRetryAfterMs);
  return Math.min(firstDelayMs * 2 ** failures, longestDelayMs);
}

function reasonOf(error: unknown, channel: string): string {
  const { message, cause } = asError(error);
  if (error instanceof DeliveryError) return message;
  return `${channel} could not be reached: ${cause instanceof Error ? cause.message : message}`;
}

/** What is delivered and cannot be forgotten is told twice: that is better than never. */
async function forget({ kept }: Waiting): Promise<void> {
  const held = await kept;
  if (!(held instanceof Error)) await held.delivered().catch(() => undefined);
}

/** @returns why it is not kept. */
async function release({ kept }: Waiting): Promise<string | undefined> {
  const held = await kept;
  if (held instanceof Error) return held.message;
  return held.release().then(
    () => undefined,
    (error: unknown) => asError(error).message,
  );
}

async function writeDown({ kept }: Waiting, reason: string): Promise<boolean> {
  const held = await kept;
  if (held instanceof Error) return false;
  return held.giveUp(reason).then(
    () => true,
    () => false,
  );
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}

function messages(count: number): string {
  return count === 1 ? "One message is" : `${count} messages are`;
}

function sentence(text: string): string {
  return /[.!?…]$/.test(text) ? text : `${text}.`;
}
