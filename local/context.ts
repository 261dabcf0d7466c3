import { randomBytes, randomUUID } from "node:crypto";
import type { Blobs } from "./blobs.ts";
import type { Store } from "./store.ts";

/** Where the local cloud takes the time from; tests inject a fixed one. */
export interface Clock {
  now(): Date;
}

/** Where the local cloud takes identifiers from; tests inject a counting one. */
export interface Ids {
  /** Lower-case hex of the given number of random bytes: `hex(16)` is a Cloudflare 32-digit id. */
  hex(bytes: number): string;
  uuid(): string;
  /** Upper-case letters and digits, as in PagerDuty's `P4K7T2X` and Slack's `C0123ABCD`. */
  upper(length: number): string;
  /** A positive integer below 2^31 that grows by one per call: GitHub's numeric ids. */
  next(): number;
}

export interface CloudSettings {
  /** Cloudflare account id, 32 hex digits. */
  accountId: string;
  accountName: string;
  /** `<subdomain>.workers.dev` of the account. */
  workersSubdomain: string;
  /** Zones that exist from the start. */
  zones: readonly { id: string; name: string }[];
  /** The organization that owns the repository, and the repository. */
  github: { owner: string; repository: string };
}

/** What every emulated vendor is given. */
export interface CloudContext {
  store: Store;
  blobs: Blobs;
  clock: Clock;
  ids: Ids;
  settings: CloudSettings;
  /** Origin of the API listener (`http://127.0.0.1:8786`), known once it listens. */
  apiOrigin(): string;
  /** Origin of the edge listener (`http://127.0.0.1:8787`), known once it listens. */
  edgeOrigin(): string;
}

export const systemClock: Clock = { now: () => new Date() };

const UPPER = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

/** Random ids; `next()` continues from the number that the store remembers. */
export function randomIds(store: Store): Ids {
  const counters = store.collection<{ value: number }>("local.counters");
  return {
    hex: (bytes) => randomBytes(bytes).toString("hex"),
    uuid: () => randomUUID(),
    upper: (length) => Array.from(randomBytes(length), (byte) => UPPER[byte % 36]).join(""),
    next: () =>
      store.transaction(() => {
        const value = (counters.get("ids")?.value ?? 41_000_000) + 1;
        counters.put("ids", { value });
        return value;
      }),
  };
}

export const defaultSettings: CloudSettings = {
  accountId: "10ca1c10ad0000000000000000000001",
  accountName: "Slipway Local",
  workersSubdomain: "slipway-local",
  zones: [
    { id: "10ca1c10ad00000000000000000000e1", name: "example.com" },
    { id: "10ca1c10ad00000000000000000000e2", name: "services.do" },
    { id: "10ca1c10ad00000000000000000000e3", name: "supportsignal.com.au" },
  ],
  github: { owner: "slipway-local", repository: "slipway" },
};
