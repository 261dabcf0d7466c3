import type { Clock, Ids } from "../context.ts";
import type { Collection, Store } from "../store.ts";
import type { LeasedMessage, QueueContentType, QueueMessage } from "./contract.ts";
import { queueLimits, validateBatch, validateDelay } from "./queue-rules.ts";
import {
  type QueueBacklog,
  QueueTable,
  type ReadyMessages,
  type StoredMessage,
} from "./queue-table.ts";

export interface OutgoingMessage {
  body: Uint8Array;
  contentType: QueueContentType;
  /** Seconds; the batch's, the queue's or none if absent. */
  delaySeconds?: number | undefined;
}

export interface QueueSettings {
  /** For messages sent without a delay of their own. */
  deliveryDelaySeconds: number;
  retentionSeconds: number;
}

/** When a message has had its deliveries, and what becomes of it then. */
export interface RetryLimits {
  /** Deliveries after the first. */
  maxRetries: number;
  /** A queue's name; null to drop the message. */
  deadLetterQueue: string | null;
}

export interface LeaseOptions extends RetryLimits {
  /** Push leases end with the process that holds them, pull leases only by their time. */
  holder: "push" | "pull";
  messages: number;
  bytes: number;
  /** How long the messages are out of sight unless they are settled before. */
  forMs: number;
}

/** What a consumer decided about leased messages. */
export interface Settlement extends RetryLimits {
  /** Lease ids. */
  acks: readonly string[];
  retries: readonly { leaseId: string; delaySeconds: number }[];
}

const DEFAULT_SETTINGS: QueueSettings = {
  deliveryDelaySeconds: 0,
  retentionSeconds: queueLimits.defaultRetention,
};

/**
 * The queues' messages by queue name. A message is gone only when it was acknowledged, ran out of
 * deliveries without a dead-letter queue, or outlived its retention: delivery is at least once.
 */
export class QueueStore {
  readonly #store: Store;
  readonly #table: QueueTable;
  readonly #clock: Clock;
  readonly #ids: Ids;
  readonly #settings: Collection<QueueSettings>;
  readonly #listeners = new Set<(queue: string) => void>();

  constructor(store: Store, clock: Clock, ids: Ids) {
    this.#store = store;
    this.#table = new QueueTable(store);
    this.#clock = clock;
    this.#ids = ids;
    this.#settings = store.collection("data.queueSettings");
  }

  configure(queue: string, settings: QueueSettings): void {
    this.#settings.put(queue, settings);
  }

  /** Calls `listener` whenever a queue may have messages to deliver. */
  onReady(listener: (queue: string) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Takes all or none. @throws QueueError when a limit is broken. */
  send(queue: string, messages: readonly OutgoingMessage[], delaySeconds?: number): void {
    validateBatch(messages.map(({ body }) => body.byteLength));
    const { deliveryDelaySeconds } = this.#settingsOf(queue);
    this.#change(() => {
      for (const { body, contentType, delaySeconds: own } of messages) {
        const delay = own ?? delaySeconds ?? deliveryDelaySeconds;
        validateDelay(delay);
        this.#insert(
          queue,
          { id: this.#ids.hex(16), body, contentType, timestampMs: this.#now() },
          delay * 1000,
        );
      }
    });
    this.#notify([queue]);
  }

  ready(queue: string): ReadyMessages {
    if (this.#table.deleteExpired(queue, this.#now()) > 0) this.#store.touch("data.queues");
    return this.#table.ready(queue, this.#now());
  }

  /** Takes messages out of sight, those first that have been ready longest. */
  lease(queue: string, options: LeaseOptions): LeasedMessage[] {
    return this.#change(() => {
      const leased: LeasedMessage[] = [];
      let bytes = 0;
      for (const message of this.#table.listReady(queue, this.#now(), options.messages)) {
        if (message.attempts > options.maxRetries) {
          this.#deadLetter(message, options.deadLetterQueue);
          continue;
        }
        bytes += message.body.byteLength;
        if (bytes > options.bytes && leased.length > 0) break;
        leased.push(this.#lease(message, options));
      }
      return leased;
    });
  }

  /**
   * Removes what was acknowledged and puts the rest back, or into the dead-letter queue. A lease
   * that is over counts as long as nobody else has the message.
   * @see https://developers.cloudflare.com/queues/configuration/pull-consumers/#4-acknowledge-messages
   */
  settle(settlement: Settlement): { acked: number; retried: number } {
    const { deadLetterQueue, maxRetries } = settlement;
    const touched = new Set<string>(deadLetterQueue === null ? [] : [deadLetterQueue]);
    const counts = { acked: 0, retried: 0 };
    this.#change(() => {
      for (const leaseId of settlement.acks) {
        const message = this.#table.leased(leaseId);
        if (message === undefined) continue;
        this.#table.delete(message.sequence);
        counts.acked++;
      }
      for (const { leaseId, delaySeconds } of settlement.retries) {
        const message = this.#table.leased(leaseId);
        if (message === undefined) continue;
        if (message.attempts > maxRetries) this.#deadLetter(message, deadLetterQueue);
        else this.#table.putBack(message.sequence, this.#now() + delaySeconds * 1000);
        touched.add(message.queue);
        counts.retried++;
      }
    });
    this.#notify(touched);
    return counts;
  }

  /** Gives leases back as if the messages had not been delivered. */
  release(leaseIds: readonly string[], afterMs: number): void {
    this.#change(() => {
      for (const leaseId of leaseIds) {
        this.#table.undoLeases("lease", leaseId, this.#now() + afterMs);
      }
    });
  }

  /** Gives back what a process that has died was delivering. */
  releasePushLeases(): void {
    this.#change(() => this.#table.undoLeases("holder", "push", this.#now()));
  }

  backlog(queue: string): QueueBacklog {
    return this.#table.backlog(queue);
  }

  /** The oldest messages as they are, for people to look at. */
  peek(queue: string, limit: number): QueueMessage[] {
    return this.#table.listOldest(queue, limit);
  }

  purge(queue: string): void {
    this.#change(() => this.#table.deleteAll(queue));
  }

  rename(from: string, to: string): void {
    const settings = this.#settings.get(from);
    this.#change(() => {
      this.#table.rename(from, to);
      this.#settings.delete(from);
      if (settings) this.#settings.put(to, settings);
    });
    this.#notify([to]);
  }

  deleteQueue(queue: string): void {
    this.purge(queue);
    this.#settings.delete(queue);
  }

  #lease(message: StoredMessage, options: LeaseOptions): LeasedMessage {
    const leaseId = this.#ids.hex(16);
    this.#table.lease(message.sequence, leaseId, options.holder, this.#now() + options.forMs);
    return { ...message, attempts: message.attempts + 1, leaseId };
  }

  /** The message keeps its id and time in the dead-letter queue, and starts counting anew. */
  #deadLetter(message: StoredMessage, deadLetterQueue: string | null): void {
    this.#table.delete(message.sequence);
    if (deadLetterQueue !== null) this.#insert(deadLetterQueue, message, 0);
  }

  #insert(
    queue: string,
    message: Pick<QueueMessage, "id" | "contentType" | "timestampMs"> & { body: Uint8Array },
    delayMs: number,
  ): void {
    const nowMs = this.#now();
    this.#table.insert(queue, {
      ...message,
      visibleMs: nowMs + delayMs,
      expiresMs: nowMs + this.#settingsOf(queue).retentionSeconds * 1000,
    });
  }

  #settingsOf(queue: string): QueueSettings {
    return this.#settings.get(queue) ?? DEFAULT_SETTINGS;
  }

  #change<T>(work: () => T): T {
    return this.#store.transaction(() => {
      const result = work();
      this.#store.touch("data.queues");
      return result;
    });
  }

  #notify(queues: Iterable<string>): void {
    for (const queue of queues) {
      for (const listener of this.#listeners) listener(queue);
    }
  }

  #now(): number {
    return this.#clock.now().getTime();
  }
}
