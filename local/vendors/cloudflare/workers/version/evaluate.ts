import { UploadRejected, type VersionExports } from "../../../../edge/contract.ts";
import type { ControlPlane } from "../../control-plane.ts";
import { runtimeVersion } from "../../runtime-state.ts";
import { scriptRejected } from "../errors.ts";
import type { PreparedVersion } from "./model.ts";

/**
 * Has the edge run a version's modules, apart from what serves.
 * @throws ApiError 10021 with the runtime's message when they do not start.
 */
export async function evaluate(
  { edge, context }: ControlPlane,
  script: string,
  draft: PreparedVersion,
): Promise<VersionExports> {
  if (draft.mainModule === "") return { handlers: [], named: {}, startupTimeMs: 1 };
  try {
    const version = { ...draft, workerId: "", number: 0 };
    return await edge.validate(
      runtimeVersion(context.settings.accountId, { name: script }, version),
    );
  } catch (error) {
    if (error instanceof UploadRejected) throw scriptRejected(error.message);
    throw error;
  }
}
