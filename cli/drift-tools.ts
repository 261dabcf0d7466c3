import { readCommittedStack } from "../infra/services.ts";
import type { VendorApis } from "../release/drift/vendor-apis.ts";
import { StackEngine } from "../release/engine.ts";
import type { Services, Team } from "../release/service.ts";
import { projectRoot } from "./commands/local/options.ts";

/** What mends a stack's drift and tells its people of it. */
export interface DriftTools {
  readonly engine: StackEngine;
  readonly apis: VendorApis;
  readonly services: Services;
  readonly team: Team;
}

/** @throws ReleaseError `unknown-target`, `unreadable-stack-file`. */
export async function openDriftTools(stack: string, apis: VendorApis): Promise<DriftTools> {
  const { services, ...team } = await readCommittedStack(stack, projectRoot);
  return { engine: StackEngine.open(stack, projectRoot), apis, services, team };
}
