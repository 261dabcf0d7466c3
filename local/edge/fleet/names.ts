import type { RuntimeVersion } from "../contract.ts";

/** The workerd service that runs a version. */
export function versionService({ script, id }: Pick<RuntimeVersion, "script" | "id">): string {
  return `worker:${script}@${id}`;
}
