import { WorkerEntrypoint } from "cloudflare:workers";
import type { LinkEnv } from "./env.worker.ts";
import { pick, reach, table } from "./state.worker.ts";
import type { OriginProps } from "./table.ts";

interface TailTarget {
  tail(events: unknown): Promise<void>;
}

interface RawEvent {
  event?: { rpcMethod?: string } | null;
}

/** Receives the events of one version: passes them to tail consumers and whoever follows it. */
export class Tail extends WorkerEntrypoint<LinkEnv, OriginProps> {
  override async tail(items: TraceItem[]): Promise<void> {
    const { script, versionId } = this.ctx.props;
    const { isWatched = false, tailConsumers = [] } = table.scripts[script] ?? {};
    if (!isWatched && tailConsumers.length === 0) return;
    const raw = JSON.parse(JSON.stringify(items)) as RawEvent[];
    const events = raw
      // A consumer's own tail() call is an event too; it would go round for ever.
      .filter(({ event }) => event?.rpcMethod !== "tail")
      .map((event) => ({ ...event, scriptName: script, scriptVersion: { id: versionId } }));
    const deliveries = tailConsumers.map((consumer) => this.#pass(consumer, events));
    if (isWatched && events.length > 0) deliveries.push(this.#report(events));
    await Promise.allSettled(deliveries);
  }

  async #pass(consumer: string, events: unknown): Promise<void> {
    const version = pick(consumer, {});
    const target = reach(this.env, version, version.service, undefined);
    await (target as unknown as TailTarget).tail(events);
  }

  async #report(events: unknown): Promise<void> {
    await this.env.BACK.fetch("http://edge/tail", { method: "POST", body: JSON.stringify(events) });
  }
}
