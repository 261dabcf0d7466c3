import type { types, WorkerArgs, WorkerVersion, WorkerVersionArgs } from "@pulumi/cloudflare";
import * as pulumi from "@pulumi/pulumi";
import type { Pin } from "../../release/ledger.ts";
import { deploymentMessage } from "../deployment-message.ts";
import type { WorkerPast } from "../past.ts";
import { describePin } from "../pins.ts";
import { cloudflare } from "../providers.ts";
import { orderBindings, type WorkerBinding } from "./worker-bindings.ts";
import { rolloutHooks, type WorkerRollout } from "./worker-rollout.ts";
import { declareTriggers, type WorkerTriggers } from "./worker-triggers.ts";

export interface WorkerServiceArgs {
  readonly accountId: pulumi.Input<string>;
  readonly workerName: string;
  /** The code, as a path that the provider reads. */
  readonly contentFile: string;
  /** The release's name: the version's tag, which the Worker itself can read. */
  readonly release: string;
  /** What earlier updates have left for the Worker. */
  readonly past?: WorkerPast;
  /** The day of the runtime's behaviour that the code was tested with, `YYYY-MM-DD`. */
  readonly compatibilityDate: string;
  readonly compatibilityFlags?: readonly string[];
  readonly bindings: readonly WorkerBinding[];
  /** Of Durable Objects. Must stay as they are once they are deployed: a change is a new version. */
  readonly migrations?: DurableObjectMigrations;
  readonly triggers: WorkerTriggers;
  /** How a new version gets its traffic. */
  readonly rollout: WorkerRollout;
}

export type DurableObjectMigrations = types.input.WorkerVersionMigrations & {
  /** Names the last of them. */
  readonly newTag: string;
};

export interface WorkerServiceOptions extends pulumi.ComponentResourceOptions {
  /** What must be in place before a new version is made and gets traffic, such as the database's schema. */
  readonly deployAfter?: readonly pulumi.Resource[];
  /** What its versions are bound to. The Worker is deleted before them: a queue in use cannot be deleted. */
  readonly boundTo?: readonly pulumi.Resource[];
}

/** What came of a Worker. */
export interface DeployedWorker {
  /** The version that serves. */
  readonly versionId: pulumi.Output<string>;
  readonly deploymentId: pulumi.Output<string>;
  /** The release that the version is of. */
  readonly release: pulumi.Output<string>;
  /** Why this is not the code of this checkout, where it is not. */
  readonly pin: pulumi.Output<Pin | undefined>;
  /** The tag of the last migration of its Durable Objects. */
  readonly migrationTag: string | undefined;
}

/** Changes that the provider would otherwise take for updates in place, and then not make. */
const alwaysReplace = ["bindings", "annotations", "assets", "limits", "compatibilityFlags"];

/** A Worker: its settings, the version made of the present code, the deployment of it, and what calls it. */
export class WorkerService extends pulumi.ComponentResource {
  readonly workerName: pulumi.Output<string>;
  readonly deployed: DeployedWorker;

  constructor(name: string, args: WorkerServiceArgs, opts: WorkerServiceOptions = {}) {
    const { deployAfter = [], boundTo = [], ...componentOptions } = opts;
    const { past, migrations } = args;
    const pin = past?.pin;
    const isIndivisible = migrations !== undefined && migrations.newTag !== past?.migrationTag;
    super("slipway:components:WorkerService", name, {}, componentOptions);

    const afterwards = { parent: this, dependsOn: [...deployAfter] };
    const worker = new cloudflare.Worker(name, workerSettings(args), {
      parent: this,
      dependsOn: [...boundTo],
    });
    const version = new cloudflare.WorkerVersion(
      `${name}-version`,
      { workerId: worker.id, ...versionContent(args) },
      { ...afterwards, replaceOnChanges: alwaysReplace },
    );
    const held = pin === undefined ? whatHolds(past?.endingPin, version) : pulumi.output(pin);
    const versionId =
      pin === undefined
        ? pulumi.all([held, version.id]).apply(([one, built]) => one?.versionId ?? built)
        : pulumi.output(pin.versionId);
    if (pin !== undefined) this.#warn(describePin(args.workerName, pin));
    if (isIndivisible) this.#warn(describeMigration(args.workerName, migrations.newTag));
    const { record, ...settings } = args.rollout;
    const hooks = rolloutHooks(
      name,
      {
        settings: { ...settings, isIndivisible },
        release: args.release,
        record: pin === undefined ? record : undefined,
      },
      this,
    );
    const deployment = new cloudflare.WorkersDeployment(
      `${name}-deployment`,
      {
        accountId: args.accountId,
        scriptName: worker.name,
        strategy: "percentage",
        versions: [{ versionId, percentage: 100 }],
        annotations: { workersMessage: messageOf(args, versionId) },
      },
      { ...afterwards, hooks },
    );
    // After the deployment, so that nothing is sent to a Worker that has no code yet.
    declareTriggers({ name, accountId: args.accountId, scriptName: worker.name }, args.triggers, {
      parent: this,
      dependsOn: [deployment],
    });

    this.workerName = worker.name;
    this.deployed = {
      versionId,
      deploymentId: deployment.id,
      release: pulumi
        .all([held, releaseOf(version)])
        .apply(([one, release]) => one?.release ?? release),
      pin: held,
      migrationTag: migrations?.newTag,
    };
    this.registerOutputs({
      workerName: this.workerName,
      versionId,
      deploymentId: deployment.id,
    });
  }

  #warn(text: string): void {
    void pulumi.log.warn(text, this);
  }
}

/** @see https://developers.cloudflare.com/workers/versions-and-deployments/gradual-deployments/with-durable-objects/ */
function describeMigration(workerName: string, tag: string): string {
  return (
    `${workerName} migrates its Durable Objects (${tag}): the version gets 100 % at once, ` +
    "and Cloudflare rolls back to none before it."
  );
}

function messageOf({ release, past }: WorkerServiceArgs, versionId: pulumi.Output<string>) {
  if (past === undefined) return `Release ${release}`;
  const { pin, traffic } = past;
  const base =
    pin === undefined
      ? `Release ${release}`
      : `Release ${pin.release} in place of ${pin.insteadOf}`;
  if (traffic.live === undefined) return base;
  return versionId.apply((id) => deploymentMessage(base, id, traffic));
}

/**
 * A pin that this checkout's code ends holds on where an update of other resources alone leaves the
 * version of the withdrawn release in place.
 */
function whatHolds(
  ending: Pin | undefined,
  version: WorkerVersion,
): pulumi.Output<Pin | undefined> {
  return releaseOf(version).apply((release) =>
    release === ending?.insteadOf ? ending : undefined,
  );
}

/** As the version has it: an update of other resources alone leaves an earlier one in place. */
function releaseOf(version: WorkerVersion): pulumi.Output<string> {
  return version.annotations.apply(({ workersTag }) => workersTag ?? "");
}

/** Complete, because a setting that is left out differs from what the API answers. */
function workerSettings({ accountId, workerName }: WorkerServiceArgs): WorkerArgs {
  return {
    accountId,
    name: workerName,
    logpush: false,
    observability: {
      enabled: true,
      headSamplingRate: 1,
      logs: { enabled: true, headSamplingRate: 1, invocationLogs: true, persist: true },
      traces: { enabled: false, headSamplingRate: 1, persist: true },
    },
    // Versions are tried at their preview URLs; the Worker itself answers on its routes only.
    subdomain: { enabled: false, previewsEnabled: true },
    tags: [],
    tailConsumers: [],
  };
}

function versionContent(args: WorkerServiceArgs): Omit<WorkerVersionArgs, "workerId"> {
  const mainModule = "index.js";
  return {
    accountId: args.accountId,
    mainModule,
    modules: [
      {
        name: mainModule,
        contentType: "application/javascript+module",
        contentFile: args.contentFile,
      },
    ],
    compatibilityDate: args.compatibilityDate,
    compatibilityFlags: [...(args.compatibilityFlags ?? [])].sort(),
    bindings: orderBindings(args.bindings),
    ...(args.migrations && { migrations: args.migrations }),
    annotations: { workersTag: args.release, workersMessage: `Release ${args.release}` },
  };
}
