import type { ControlPlane } from "./control-plane.ts";
import { createZone } from "./zones/model.ts";

/** The zones that the account has from the start. */
export function seed(plane: ControlPlane): void {
  plane.context.store.transaction(() => {
    for (const { id, name } of plane.context.settings.zones) {
      if (!plane.tables.zones.get(id)) createZone(plane, name, id);
    }
  });
}
