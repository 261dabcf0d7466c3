import { join } from "node:path";
import { Blobs } from "../blobs.ts";
import type { CloudContext } from "../context.ts";
import type { DataPlane } from "./contract.ts";
import { D1Store } from "./d1-store.ts";
import { KvStore } from "./kv-store.ts";
import { QueueStore } from "./queue-store.ts";
import { R2Store } from "./r2-store.ts";
import { VectorStore } from "./vector-store.ts";

/** @param options.directory folder for D1's files and R2's objects, created if missing. */
export function createDataPlane(
  context: Pick<CloudContext, "store" | "clock" | "ids">,
  options: { directory: string },
): DataPlane {
  const { store, clock, ids } = context;
  const d1 = new D1Store(join(options.directory, "d1"), store, clock);
  return {
    kv: new KvStore(store, clock),
    d1,
    r2: new R2Store(store, new Blobs(join(options.directory, "r2")), clock, ids),
    queues: new QueueStore(store, clock, ids),
    vectorize: new VectorStore(store, clock, ids),
    close: () => d1.close(),
  };
}
