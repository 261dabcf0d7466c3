import { existsSync } from "node:fs";
import { resolve } from "node:path";

const root = resolve(import.meta.dirname, "../../..");

/**
 * Path of a file that some tests compare with and that is no part of the repository: below
 * `SLIPWAY_SHARED`, or `../shared` beside the checkout.
 * @returns undefined where it is absent; the test is to be skipped, saying so.
 */
export function sharedFile(path: string): string | undefined {
  const file = resolve(process.env.SLIPWAY_SHARED ?? resolve(root, "../shared"), path);
  return existsSync(file) ? file : undefined;
}
