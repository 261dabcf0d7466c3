import type { Chooser } from "./chooser.ts";
import type { Fleet } from "./fleet.ts";
import type { Previews } from "./previews.ts";

/** What runs, for the console. */
export interface EdgeSnapshot {
  requests: { inFlight: number; total: number };
  processes: {
    name: string;
    /** 0 while it is being restarted. */
    pid: number;
    versions: { script: string; id: string }[];
  }[];
  scripts: {
    name: string;
    versions: { id: string; percentage: number; served: number }[];
  }[];
  /** Ids of versions that run for their preview URL. */
  previews: string[];
}

export function snapshot(fleet: Fleet, chooser: Chooser, previews: Previews): EdgeSnapshot {
  const { inFlight, total } = fleet.traffic;
  return {
    requests: { inFlight, total },
    processes: fleet.processes().map(({ name, pid, plans }) => ({
      name,
      pid,
      versions: plans.map(({ version: { script, id } }) => ({ script, id })),
    })),
    scripts: [...fleet.table.scripts].map(([name, { versions }]) => ({
      name,
      versions: versions.map(({ versionId: id, percentage }) => ({
        id,
        percentage,
        served: chooser.count(id),
      })),
    })),
    previews: previews.ids(),
  };
}
