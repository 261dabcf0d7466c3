import { isDeepStrictEqual } from "node:util";
import type { Edits } from "./local-stack-file.ts";

type Values = Readonly<Record<string, unknown>>;

/**
 * Adds to `edits` what differs between the configuration as it was generated and as it is: what
 * `pulumi config set` and `pulumi config rm` did to the generated file in between.
 */
export function collectEdits(edits: Edits, generated: Values, current: Values): Edits {
  const changed = Object.entries(current).filter(
    ([key, value]) => !isDeepStrictEqual(value, generated[key]),
  );
  const removed = Object.keys(generated).filter((key) => !(key in current));
  return {
    ...edits,
    ...Object.fromEntries(changed),
    ...Object.fromEntries(removed.map((key) => [key, null])),
  };
}
