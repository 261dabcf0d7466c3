import type { Clock } from "../../context.ts";
import { type Cron, parseCron } from "./cron.ts";

const MINUTE_MS = 60_000;

export interface CronTrigger {
  script: string;
  cron: string;
}

/**
 * Runs cron triggers: each at most once per minute, and none for minutes in which the local cloud
 * did not run.
 */
export class CronScheduler {
  readonly #clock: Clock;
  readonly #triggers: () => readonly CronTrigger[];
  readonly #run: (trigger: CronTrigger, scheduledTime: Date) => void;
  readonly #parsed = new Map<string, Cron | null>();
  #lastMinute: number;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: {
    clock: Clock;
    triggers: () => readonly CronTrigger[];
    run: (trigger: CronTrigger, scheduledTime: Date) => void;
  }) {
    this.#clock = options.clock;
    this.#triggers = options.triggers;
    this.#run = options.run;
    this.#lastMinute = this.#minute();
  }

  /** Looks at the clock at the start of every minute, until `stop()`. */
  start(): void {
    const toNextMinuteMs = MINUTE_MS - (this.#clock.now().getTime() % MINUTE_MS);
    this.#timer = setTimeout(() => {
      this.tick();
      this.start();
    }, toNextMinuteMs);
    this.#timer.unref();
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  /** Runs what is due in the clock's current minute, if that has not been done. */
  tick(): void {
    const minute = this.#minute();
    if (minute <= this.#lastMinute) return;
    this.#lastMinute = minute;
    const time = new Date(minute * MINUTE_MS);
    for (const trigger of this.#triggers()) {
      if (this.#parse(trigger.cron)?.matches(time)) this.#run(trigger, time);
    }
  }

  #minute(): number {
    return Math.floor(this.#clock.now().getTime() / MINUTE_MS);
  }

  /** The control plane refuses bad expressions; one that got through never runs. */
  #parse(expression: string): Cron | null {
    let cron = this.#parsed.get(expression);
    if (cron === undefined) {
      try {
        cron = parseCron(expression);
      } catch {
        cron = null;
      }
      this.#parsed.set(expression, cron);
    }
    return cron;
  }
}
