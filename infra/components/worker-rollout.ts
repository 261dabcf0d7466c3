import * as pulumi from "@pulumi/pulumi";
import { type RolloutSettings, rollOutVersion } from "../../release/rollout.ts";

export type WorkerRollout = RolloutSettings;

/** What the hook reads of a `WorkersDeployment`'s inputs. */
interface DeploymentInputs {
  readonly accountId: string;
  readonly scriptName: string;
  readonly versions: readonly { readonly versionId: string }[];
}

/**
 * Stands before a Worker's deployment: it moves the new version's traffic by itself, step by step,
 * and lets the engine make the declared deployment only if the version deserves it. Otherwise the
 * step fails, nothing after it runs, and the old deployment stays in state. Previews don't run it.
 * @param owner whom progress is logged for; the deployment itself has no URN before it is made.
 */
export function rolloutHook(
  name: string,
  settings: WorkerRollout,
  owner: pulumi.Resource,
): pulumi.ResourceHook {
  return new pulumi.ResourceHook(`${name}-rollout`, async ({ newInputs }) => {
    const { accountId, scriptName, versions } = newInputs as DeploymentInputs;
    const versionId = versions[0]?.versionId;
    if (versionId === undefined) throw new Error(`The deployment of ${scriptName} has no version.`);
    const report = (line: string) => void pulumi.log.info(`${scriptName}: ${line}`, owner);
    await rollOutVersion({ accountId, scriptName, versionId }, settings, report);
  });
}
