import type { Pin } from "../release/ledger.ts";
import type { KnownTraffic } from "./deployment-message.ts";
import type { LiveTraffic } from "./live-traffic.ts";
import { choosePins, type Pins } from "./pins.ts";
import type { PreviousOutputs } from "./previous-outputs.ts";

/** What earlier updates of the stack have left for one Worker. */
export interface WorkerPast {
  /** Keeps it on an earlier version; the version of this code is declared all the same. */
  readonly pin: Pin | undefined;
  /** One that this code ends, as soon as the Worker's version is made of it. */
  readonly endingPin?: Pin | undefined;
  /** The tag of the last Durable Object migration that was deployed. */
  readonly migrationTag: string | undefined;
  readonly traffic: KnownTraffic;
}

/** The past of a Worker whose code in this checkout is of a release. */
export type PastOf = (workerName: string, builtRelease: string) => WorkerPast;

/** @param asked pins that a rollback asks for in this run. */
export function pastOf(
  { releases, pins }: PreviousOutputs,
  asked: Pins,
  live: LiveTraffic,
): PastOf {
  const pinFor = choosePins(pins, asked);
  const [newest] = releases;
  return (workerName, builtRelease) => ({
    pin: pinFor(workerName, builtRelease),
    endingPin: asked[workerName] === undefined ? pins[workerName] : undefined,
    migrationTag: newest?.migrationTags?.[workerName],
    traffic: { lastVersionId: newest?.workers[workerName], live: live[workerName] },
  });
}
