import type { CloudContext } from "../../../context.ts";
import type { DataPlane } from "../../../data/contract.ts";
import type { StorageHooks } from "../hooks.ts";
import type { StorageResources } from "./resources.ts";

/** What every family of storage routes works with. */
export interface StorageContext {
  context: CloudContext;
  data: DataPlane;
  hooks: StorageHooks;
  resources: StorageResources;
}

/** As Cloudflare writes times: ISO 8601 in UTC with microseconds. */
export function timestamp({ context }: StorageContext): string {
  return context.clock.now().toISOString().replace("Z", "000Z");
}
