import type { CloudContext } from "../../context.ts";
import type { DataPlane } from "../../data/contract.ts";
import type { Edge } from "../../edge/contract.ts";
import type { Serving } from "./serving.ts";
import type { Tables } from "./tables.ts";

/** What every family of the emulated API works with. */
export interface ControlPlane {
  context: CloudContext;
  tables: Tables;
  edge: Edge;
  data: DataPlane;
  serving: Serving;
}

/** The time as the API writes it: ISO 8601 with microseconds, UTC. */
export function timestamp({ context }: Pick<ControlPlane, "context">): string {
  return context.clock.now().toISOString().replace("Z", "000Z");
}
