import * as pulumi from "@pulumi/pulumi";
import {
  type Alerting,
  type RolloutRecord,
  type RolloutSubject,
  recordRollout,
} from "../../release/record.ts";
import {
  type Interruption,
  listenForInterrupts,
  RolloutError,
  type RolloutSettings,
  rollOutVersion,
  withdrawVersion,
} from "../../release/rollout.ts";

/** How a Worker's new version gets its traffic, and what a rollout leaves behind. */
export interface WorkerRollout extends Omit<RolloutSettings, "isIndivisible"> {
  readonly record: WorkerRecord;
}

export interface WorkerRecord extends Pick<RolloutSubject, "stack" | "service" | "repository"> {
  /** Of the commit that the code is from; empty where there is none. */
  readonly gitSha: string;
  /** What the team's channels of this stack end in. */
  readonly channelSuffix: string;
  readonly slackWebhookUrl: pulumi.Input<string>;
  /** By which PagerDuty is told of the system. */
  readonly routingKey: pulumi.Input<string>;
}

export interface RolloutHooksArgs {
  readonly settings: RolloutSettings;
  readonly release: string;
  /** Undefined for a pinned Worker: the rollback that pinned it has left its own. */
  readonly record: WorkerRecord | undefined;
}

/** What the hooks read of a `WorkersDeployment`'s inputs. */
interface DeploymentInputs {
  readonly versions: readonly { readonly versionId: string }[];
}

/**
 * Stand around a Worker's deployment. Before it, the new version's traffic is moved, step by step,
 * and the engine makes the declared deployment only if the version deserves it; otherwise the step
 * fails, nothing after it runs, and the old deployment stays in state. Where the deployment itself
 * fails after that, the traffic is taken back. Then the record is written.
 * Previews run none of it.
 * @param owner whom progress is logged for; the deployment itself has no URN before it is made.
 */
export function rolloutHooks(
  name: string,
  { settings, release, record }: RolloutHooksArgs,
  owner: pulumi.Resource,
): pulumi.ResourceHookBinding {
  const { worker } = settings;
  let opened: RolloutRecord | undefined;
  /** From when a version is tried until it is deployed or taken back. */
  let interruption: Interruption | undefined;
  const note = (line: string) => void pulumi.log.info(`${worker.scriptName}: ${line}`, owner);
  const warn = (line: string) => void pulumi.log.warn(`${worker.scriptName}: ${line}`, owner);

  const stopListening = () => {
    interruption?.stop();
    interruption = undefined;
  };

  const rollOut = new pulumi.ResourceHook(`${name}-rollout`, async ({ newInputs }) => {
    const versionId = versionOf(newInputs);
    if (versionId === undefined) throw new Error(`The deployment of ${name} has no version.`);
    if (record !== undefined) {
      const alerting = await addressesOf(record);
      const { channelSuffix } = record;
      const subject = { ...record, worker, versionId, release };
      opened = recordRollout(subject, { channelSuffix, alerting, warn, note });
    }
    interruption = listenForInterrupts();
    try {
      await rollOutVersion(versionId, settings, { report: note, signal: interruption.signal });
    } catch (error) {
      stopListening();
      await opened?.close({ result: "failed", ...describeFailure(error) });
      throw error;
    }
  });
  const takeBack = new pulumi.ErrorHook(`${name}-take-back`, async ({ newInputs, errors }) => {
    const versionId = versionOf(newInputs);
    // Of a version that did not deserve its traffic the rollout has taken it back already.
    if (versionId === undefined || interruption === undefined) return false;
    const { serving, isAsBefore } = await withdrawVersion(versionId, worker, interruption.signal);
    warn(serving);
    const problem = `${worker.scriptName} could not be given version ${versionId}, which is good: ${errors[0]}`;
    stopListening();
    await opened?.close({ result: "failed", reason: `${problem}\n${serving}`, isAsBefore });
    return false;
  });
  const end = new pulumi.ResourceHook(`${name}-end`, stopListening);
  const close = new pulumi.ResourceHook(`${name}-record`, async () => {
    await opened?.close({ result: "succeeded" });
  });
  const after = record === undefined ? [end] : [end, close];
  return {
    beforeCreate: [rollOut],
    beforeUpdate: [rollOut],
    afterCreate: after,
    afterUpdate: after,
    onError: [takeBack],
  };
}

function versionOf(inputs: object | undefined): string | undefined {
  return (inputs as DeploymentInputs | undefined)?.versions[0]?.versionId;
}

function describeFailure(error: unknown): { reason: string; isAsBefore: boolean } {
  if (error instanceof RolloutError) return { reason: error.message, isAsBefore: error.isAsBefore };
  return { reason: error instanceof Error ? error.message : String(error), isAsBefore: true };
}

/** They are known by now: the version that is to be deployed has them in its bindings. */
function addressesOf({ service, slackWebhookUrl, routingKey }: WorkerRecord): Promise<Alerting> {
  return new Promise((resolve) => {
    pulumi.all([slackWebhookUrl, routingKey]).apply(([url, key]) => {
      resolve({ slackWebhookUrl: url, pagerdutyRoutingKeys: { [service]: key } });
    });
  });
}
