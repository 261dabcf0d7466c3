import { LocalCloudError } from "../../errors.ts";
import type { DeliveredMessage, QueueOutcome } from "../contract.ts";
import type { Chooser } from "../fleet/chooser.ts";
import type { Fleet } from "../fleet/fleet.ts";
import type { Endpoint } from "../fleet/process.ts";
import type { QueueCall, ScheduledCall } from "../link/table.ts";

/** Events that are no requests: queue batches and cron triggers. The split decides who gets them. */
export class Events {
  readonly #fleet: Fleet;
  readonly #chooser: Chooser;

  constructor(fleet: Fleet, chooser: Chooser) {
    this.#fleet = fleet;
    this.#chooser = chooser;
  }

  async deliver(
    script: string,
    queue: string,
    messages: readonly DeliveredMessage[],
  ): Promise<QueueOutcome> {
    const endpoint = this.#choose(script);
    const call: QueueCall = {
      service: endpoint.plan.service,
      queue,
      messages: messages.map((message) => ({ ...message, body: message.body.toString("base64") })),
    };
    return (await this.#run(endpoint, "/queue", call)) as QueueOutcome;
  }

  /** @returns the outcome: `ok`, `exception` … */
  async trigger(script: string, cron: string, scheduledTime: Date): Promise<string> {
    const endpoint = this.#choose(script);
    const call: ScheduledCall = {
      service: endpoint.plan.service,
      cron,
      scheduledTimeMs: scheduledTime.getTime(),
    };
    const { outcome } = (await this.#run(endpoint, "/scheduled", call)) as { outcome: string };
    return outcome;
  }

  #choose(script: string): Endpoint {
    const endpoint = this.#chooser.choose(script, {});
    if (endpoint) return endpoint;
    throw new LocalCloudError("runtime-failed", `Worker "${script}" has no deployment.`);
  }

  async #run({ process }: Endpoint, path: string, call: unknown): Promise<unknown> {
    const leave = this.#fleet.traffic.enter();
    try {
      await process.ready;
      return await process.command(path, call);
    } finally {
      leave();
    }
  }
}
