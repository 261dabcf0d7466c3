import type { Message } from "./notifier.ts";

/** A message that one channel has not taken yet. It holds no secret: addresses are not part of it. */
export interface Undelivered {
  /** The channel's `id`. */
  readonly channel: string;
  readonly message: Message;
  /** When it was to be sent, ISO 8601 in UTC. */
  readonly since: string;
}

/** Keeps messages until they are delivered, also when the process ends that was to send them. */
export interface Outbox {
  /** Where is written down what nobody will send. */
  readonly log: string;
  /** Keeps a message that this process sends. */
  hold(undelivered: Undelivered): Promise<Held>;
  /** What nobody sends of a channel's, oldest first, held from now on. */
  take(channel: string): Promise<Leftovers>;
}

/** A message that is kept, and that nobody else sends. */
export interface Held extends Undelivered {
  delivered(): Promise<void>;
  /** Leaves it to the next command that tells the same people. */
  release(): Promise<void>;
  /** Writes it down in the log instead. */
  giveUp(reason: string): Promise<void>;
}

export interface Leftovers {
  readonly held: readonly Held[];
  /** What was kept and cannot be sent, in sentences. */
  readonly problems: readonly string[];
}
