import type { Clock } from "../../context.ts";

/** A call of a rate limit binding: its configuration and the key that is counted. */
export interface RateLimitCall {
  namespace_id: string;
  simple: { limit: number; period: number };
  key: string;
}

/**
 * Counts calls per namespace and key in windows of the binding's period. The counters are shared by
 * all Workers with the namespace and go on through deployments; at Cloudflare each location counts
 * for itself.
 * @see https://developers.cloudflare.com/workers/runtime-apis/bindings/rate-limit/
 */
export class RateLimiter {
  readonly #clock: Clock;
  readonly #windows = new Map<string, { endsAtMs: number; calls: number }>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  limit({ namespace_id, simple: { limit, period }, key }: RateLimitCall): { success: boolean } {
    const nowMs = this.#clock.now().getTime();
    const name = `${namespace_id}\n${key}`;
    let window = this.#windows.get(name);
    if (!window || window.endsAtMs <= nowMs) {
      this.#forget(nowMs);
      window = { endsAtMs: nowMs + period * 1000, calls: 0 };
      this.#windows.set(name, window);
    }
    window.calls++;
    return { success: window.calls <= limit };
  }

  #forget(nowMs: number): void {
    if (this.#windows.size < 10_000) return;
    for (const [name, { endsAtMs }] of this.#windows) {
      if (endsAtMs <= nowMs) this.#windows.delete(name);
    }
  }
}
