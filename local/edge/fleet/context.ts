import type { Blobs } from "../../blobs.ts";
import type { RuntimeVersion } from "../contract.ts";
import type { WorkerdBinding, WorkerdExtension, WorkerdService } from "../runtime/config.ts";
import type { Log } from "../runtime/log.ts";
import type { BackAddress } from "./back-service.ts";

/** What the data bindings (KV, D1 …) of a version become in workerd; it leaves out all others. */
export type DataBindings = (version: RuntimeVersion) => {
  bindings: readonly WorkerdBinding[];
  services: readonly WorkerdService[];
  extensions?: readonly WorkerdExtension[];
};

/** What all processes of an edge have in common. */
export interface FleetContext {
  blobs: Blobs;
  /** Folder for what processes need while they run. */
  runDirectory: string;
  /** Folder of the sockets that processes listen at: a short path, as systems allow about 100 bytes. */
  socketDirectory: string;
  /** Folder of Durable Objects' databases. */
  objectDirectory: string;
  back: BackAddress;
  /** Secret with which the edge commands `link` Workers. */
  controlKey: string;
  allowOutbound: boolean;
  linkCode: string;
  dataBindings: DataBindings;
  /** Aborted when no more processes may be started. */
  stopping: AbortSignal;
  log: Log;
}
