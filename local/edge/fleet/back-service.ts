import type { WorkerdService } from "../runtime/config.ts";

/** What a call into the edge's own process is about; nobody is served without the key. */
export type BackKind = "edge" | "cache" | "asset";

export const BACK_HEADER = "mf-back";

/** Where the edge's own process listens for calls from workerd. */
export interface BackAddress {
  /** Of a Unix socket. */
  path: string;
  key: string;
}

/** A service that leads to the edge's own process; `detail` tells what it is used for. */
export function backExternal(
  name: string,
  { path, key }: BackAddress,
  kind: BackKind,
  detail = "",
): WorkerdService {
  return {
    name,
    external: {
      address: `unix:${path}`,
      http: {
        cfBlobHeader: "MF-CF-Blob",
        injectRequestHeaders: [{ name: BACK_HEADER, value: `${key} ${kind} ${detail}` }],
      },
    },
  };
}
