import type { Store } from "../store.ts";
import type { QueueContentType, QueueMessage } from "./contract.ts";

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS queue_messages (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL, queue TEXT NOT NULL, body BLOB NOT NULL, content_type TEXT NOT NULL,
    timestamp_ms INTEGER NOT NULL, attempts INTEGER NOT NULL, visible_ms INTEGER NOT NULL,
    expires_ms INTEGER NOT NULL, lease TEXT, holder TEXT
  ) STRICT;
  CREATE INDEX IF NOT EXISTS queue_visibility ON queue_messages (queue, visible_ms);
  CREATE INDEX IF NOT EXISTS queue_leases ON queue_messages (lease) WHERE lease IS NOT NULL;
`;

export interface StoredMessage extends QueueMessage {
  sequence: number;
  queue: string;
}

export interface NewMessage extends Pick<QueueMessage, "id" | "contentType" | "timestampMs"> {
  body: Uint8Array;
  /** When it may be delivered first; times are milliseconds since the epoch. */
  visibleMs: number;
  expiresMs: number;
}

/** What a consumer could get now, and when there will be more. */
export interface ReadyMessages {
  messages: number;
  bytes: number;
  /** When the one that has been ready longest became so. */
  sinceMs: number | null;
  /** When the next one becomes ready that is not. */
  nextMs: number | null;
}

/** Every message left, leased ones included. */
export interface QueueBacklog {
  messages: number;
  bytes: number;
  /** Milliseconds since the epoch; 0 for none. */
  oldestTimestampMs: number;
}

/**
 * The messages' rows. A leased message is out of sight until `visible_ms`, the end of its lease; the
 * lease id counts until the message is leased again.
 */
export class QueueTable {
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
    store.define(SCHEMA);
  }

  insert(queue: string, message: NewMessage): void {
    this.#store
      .prepare(
        `INSERT INTO queue_messages
           (id, queue, body, content_type, timestamp_ms, attempts, visible_ms, expires_ms)
         VALUES (?, ?, ?, ?, ?, 0, ?, ?)`,
      )
      .run(
        message.id,
        queue,
        message.body,
        message.contentType,
        message.timestampMs,
        message.visibleMs,
        message.expiresMs,
      );
  }

  ready(queue: string, nowMs: number): ReadyMessages {
    const row = this.#store
      .prepare(
        `SELECT count(*) AS messages, coalesce(sum(length(body)), 0) AS bytes, min(visible_ms) AS since,
           (SELECT min(visible_ms) FROM queue_messages WHERE queue = ?1 AND visible_ms > ?2) AS next
         FROM queue_messages WHERE queue = ?1 AND visible_ms <= ?2`,
      )
      .get(queue, nowMs);
    return {
      messages: Number(row?.messages),
      bytes: Number(row?.bytes),
      sinceMs: row?.since == null ? null : Number(row.since),
      nextMs: row?.next == null ? null : Number(row.next),
    };
  }

  /** Those first that have been ready longest. */
  listReady(queue: string, nowMs: number, limit: number): StoredMessage[] {
    return this.#store
      .prepare(
        `SELECT * FROM queue_messages WHERE queue = ? AND visible_ms <= ?
         ORDER BY visible_ms, sequence LIMIT ?`,
      )
      .all(queue, nowMs, limit)
      .map(parse);
  }

  listOldest(queue: string, limit: number): StoredMessage[] {
    return this.#store
      .prepare("SELECT * FROM queue_messages WHERE queue = ? ORDER BY sequence LIMIT ?")
      .all(queue, limit)
      .map(parse);
  }

  /** Counts a delivery. */
  lease(sequence: number, leaseId: string, holder: string, untilMs: number): void {
    this.#store
      .prepare(
        `UPDATE queue_messages SET lease = ?, holder = ?, attempts = attempts + 1, visible_ms = ?
         WHERE sequence = ?`,
      )
      .run(leaseId, holder, untilMs, sequence);
  }

  leased(leaseId: string): StoredMessage | undefined {
    const row = this.#store.prepare("SELECT * FROM queue_messages WHERE lease = ?").get(leaseId);
    return row && parse(row);
  }

  putBack(sequence: number, visibleMs: number): void {
    this.#store
      .prepare(
        "UPDATE queue_messages SET lease = NULL, holder = NULL, visible_ms = ? WHERE sequence = ?",
      )
      .run(visibleMs, sequence);
  }

  /** Puts messages back as if they had not been delivered. */
  undoLeases(by: "lease" | "holder", value: string, visibleMs: number): void {
    this.#store
      .prepare(
        `UPDATE queue_messages SET lease = NULL, holder = NULL, attempts = attempts - 1, visible_ms = ?
         WHERE ${by} = ?`,
      )
      .run(visibleMs, value);
  }

  delete(sequence: number): void {
    this.#store.prepare("DELETE FROM queue_messages WHERE sequence = ?").run(sequence);
  }

  /** @returns how many outlived their retention and were dropped. */
  deleteExpired(queue: string, nowMs: number): number {
    const { changes } = this.#store
      .prepare(
        "DELETE FROM queue_messages WHERE queue = ?1 AND expires_ms <= ?2 AND visible_ms <= ?2",
      )
      .run(queue, nowMs);
    return Number(changes);
  }

  deleteAll(queue: string): void {
    this.#store.prepare("DELETE FROM queue_messages WHERE queue = ?").run(queue);
  }

  rename(from: string, to: string): void {
    this.#store.prepare("UPDATE queue_messages SET queue = ? WHERE queue = ?").run(to, from);
  }

  backlog(queue: string): QueueBacklog {
    const row = this.#store
      .prepare(
        `SELECT count(*) AS messages, coalesce(sum(length(body)), 0) AS bytes,
           coalesce(min(timestamp_ms), 0) AS oldest FROM queue_messages WHERE queue = ?`,
      )
      .get(queue);
    return {
      messages: Number(row?.messages),
      bytes: Number(row?.bytes),
      oldestTimestampMs: Number(row?.oldest),
    };
  }
}

function parse(row: Record<string, unknown>): StoredMessage {
  return {
    sequence: Number(row.sequence),
    queue: String(row.queue),
    id: String(row.id),
    body: Buffer.from(row.body as Uint8Array),
    contentType: String(row.content_type) as QueueContentType,
    timestampMs: Number(row.timestamp_ms),
    attempts: Number(row.attempts),
  };
}
