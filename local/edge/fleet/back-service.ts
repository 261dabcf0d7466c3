import type { WorkerdService } from "../runtime/config.ts";

/** What a call into the edge's own process is about; the port serves nobody without the key. */
export type BackKind = "edge" | "cache" | "asset";

export const BACK_HEADER = "mf-back";

/** Where the edge's own process listens for calls from workerd. */
export interface BackAddress {
  port: number;
  key: string;
}

/** A service that leads to the edge's own process; `detail` tells what it is used for. */
export function backExternal(
  name: string,
  { port, key }: BackAddress,
  kind: BackKind,
  detail = "",
): WorkerdService {
  return {
    name,
    external: {
      address: `127.0.0.1:${port}`,
      http: {
        cfBlobHeader: "MF-CF-Blob",
        injectRequestHeaders: [{ name: BACK_HEADER, value: `${key} ${kind} ${detail}` }],
      },
    },
  };
}
