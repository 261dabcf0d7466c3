import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openLocalShell } from "../cli/local-shell.ts";
import { startCloud } from "../local/cloud.ts";
import { makeCheckout } from "../test/system/support/make-checkout.ts";

export interface BenchCloud {
  /** A checkout that may be edited. */
  readonly checkout: string;
  /** For whatever else is written; removed at the end. */
  readonly folder: string;
  /** Of a local shell; messages that are kept for later stay in the folder. */
  readonly env: NodeJS.ProcessEnv;
  readonly edgeOrigin: string;
}

/** Measures on a new local cloud of this process, and takes everything away afterwards. */
export async function withLocalCloud<T>(measure: (cloud: BenchCloud) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), "slipway-bench-"));
  const checkout = makeCheckout();
  const dataDirectory = join(folder, "data");
  const cloud = await startCloud({
    dataDirectory,
    port: 0,
    usesVendorPlugins: false,
    projectDirectory: checkout,
    log: () => {},
  });
  try {
    const shell = await openLocalShell(dataDirectory, cloud.running, () => {});
    const env = { ...process.env, ...shell.environment, XDG_STATE_HOME: folder };
    return await measure({ checkout, folder, env, edgeOrigin: cloud.edgeOrigin });
  } finally {
    await cloud.stop();
    for (const each of [folder, checkout]) rmSync(each, { recursive: true, force: true });
  }
}
