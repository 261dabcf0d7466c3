import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import type { Ids } from "../../../../local/context.ts";
import type { DataPlane } from "../../../../local/data/contract.ts";
import { createDataPlane } from "../../../../local/data/data-plane.ts";
import { Store } from "../../../../local/store.ts";
import { countingIds, ManualClock } from "../../support/fixed-context.ts";

export interface TestDataPlane {
  data: DataPlane;
  store: Store;
  clock: ManualClock;
  ids: Ids;
  /** Holds the store's file, `cloud.db`, and the data plane's folder. */
  directory: string;
  close(): void;
}

/**
 * A data plane on files; on those of `directory` if given, which then stay.
 * @param start ISO 8601, when its clock stands still first.
 */
export function startDataPlane(directory?: string, start?: string): TestDataPlane {
  const folder = directory ?? mkdtempSync(join(tmpdir(), "slipway-data-"));
  const store = new Store(join(folder, "cloud.db"));
  const clock = new ManualClock(start);
  const ids = countingIds();
  const data = createDataPlane({ store, clock, ids }, { directory: join(folder, "data") });
  return {
    data,
    store,
    clock,
    ids,
    directory: folder,
    close() {
      data.close();
      store.close();
      if (directory === undefined) rmSync(folder, { recursive: true });
    },
  };
}

/** `startDataPlane` that is closed when the calling test has finished. */
export function useDataPlane(): TestDataPlane {
  const plane = startDataPlane();
  onTestFinished(() => plane.close());
  return plane;
}
