import { chooseVersion, type Preference } from "../link/split.ts";
import type { Fleet } from "./fleet.ts";
import type { Endpoint } from "./process.ts";

/** Draws the version of a Worker that gets a request or an event, and counts what each got. */
export class Chooser {
  readonly #fleet: Fleet;
  readonly #draw: () => number;
  readonly #counts = new Map<string, number>();

  constructor(fleet: Fleet, draw: () => number) {
    this.#fleet = fleet;
    this.#draw = draw;
  }

  /** @returns undefined when the Worker has no deployment. */
  choose(script: string, preference: Preference): Endpoint | undefined {
    const versions = this.#fleet.table.scripts.get(script)?.versions ?? [];
    const chosen = chooseVersion(script, versions, preference, this.#draw);
    if (!chosen) return undefined;
    this.#counts.set(chosen.versionId, this.count(chosen.versionId) + 1);
    return chosen.endpoint;
  }

  /** Requests and events that a version got since the edge started. */
  count(versionId: string): number {
    return this.#counts.get(versionId) ?? 0;
  }
}
