import { createHash } from "node:crypto";
import { copyFileSync, existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Clock } from "../context.ts";
import type { Collection, Store } from "../store.ts";
import type { D1Database } from "./d1-database.ts";

/** Copies kept per database; the oldest go first. */
const KEPT = 20;

interface KeptBookmark {
  databaseId: string;
  bookmark: string;
  /** Milliseconds since the epoch. */
  keptMs: number;
}

/**
 * Shaped as D1's bookmarks (`00000085-0000024c-00004c6d-8e61117bf38d7adb71b934ebbf891683`); the
 * count of changes makes later ones greater in text order.
 */
export function formatBookmark(databaseId: string, changes: number): string {
  const count = changes.toString(16).padStart(8, "0");
  const digest = createHash("md5").update(`${databaseId}:${changes}`).digest("hex");
  return `00000000-${count}-00000000-${digest}`;
}

/**
 * Restore points. D1 can return to any minute of 30 days; here a database is copied whenever a
 * bookmark of it is asked for, and only those states can be returned to.
 */
export class D1TimeTravel {
  readonly #directory: string;
  readonly #bookmarks: Collection<KeptBookmark>;
  readonly #clock: Clock;

  constructor(directory: string, store: Store, clock: Clock) {
    this.#directory = join(directory, "bookmarks");
    this.#bookmarks = store.collection("data.d1Bookmarks");
    this.#clock = clock;
  }

  keep(databaseId: string, bookmark: string, database: D1Database): void {
    if (this.has(databaseId, bookmark)) return;
    const path = this.#path(databaseId, bookmark);
    mkdirSync(dirname(path), { recursive: true });
    // A crash may have left a copy that was not finished.
    rmSync(path, { force: true });
    database.copyTo(path);
    this.#bookmarks.put(`${databaseId}/${bookmark}`, {
      databaseId,
      bookmark,
      keptMs: this.#clock.now().getTime(),
    });
    for (const old of this.#of(databaseId).slice(0, -KEPT)) this.#drop(old);
  }

  has(databaseId: string, bookmark: string): boolean {
    return (
      this.#bookmarks.get(`${databaseId}/${bookmark}`) !== undefined &&
      existsSync(this.#path(databaseId, bookmark))
    );
  }

  at(databaseId: string, time: Date): string | undefined {
    return this.#of(databaseId).findLast(({ keptMs }) => keptMs <= time.getTime())?.bookmark;
  }

  /** Replaces the closed database file; a crash leaves either the old or the new one. */
  restore(databaseId: string, bookmark: string, file: string): void {
    copyFileSync(this.#path(databaseId, bookmark), `${file}.restored`);
    // Closing has emptied the log; what is left of it belongs to the file that goes.
    for (const suffix of ["-wal", "-shm"]) rmSync(file + suffix, { force: true });
    renameSync(`${file}.restored`, file);
  }

  forget(databaseId: string): void {
    for (const kept of this.#of(databaseId)) this.#drop(kept);
  }

  #of(databaseId: string): KeptBookmark[] {
    return this.#bookmarks.filter((kept) => kept.databaseId === databaseId);
  }

  #drop({ databaseId, bookmark }: KeptBookmark): void {
    this.#bookmarks.delete(`${databaseId}/${bookmark}`);
    rmSync(this.#path(databaseId, bookmark), { force: true });
  }

  #path(databaseId: string, bookmark: string): string {
    return join(this.#directory, databaseId, `${bookmark}.sqlite`);
  }
}
