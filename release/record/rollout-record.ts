import type { DeploymentNotes } from "../deployment-notes.ts";
import type { GithubApi } from "../github-api.ts";
import type { Notifier } from "../notify/notifier.ts";
import type { Redact } from "../notify/redact.ts";
import { readHistory, type WorkerHistory } from "../rollback/history.ts";
import type { CloudflareApi } from "../rollout/cloudflare-api.ts";
import type { RunIdentity } from "../run-identity.ts";
import type { ServiceWorker } from "../service.ts";
import { type AuditRecord, writeAuditRecord } from "./audit.ts";
import { type GithubDeployment, openGithubDeployment } from "./github-deployment.ts";
import { rolloutMessage } from "./rollout-message.ts";

/** What is rolled out. */
export interface RolloutSubject {
  readonly stack: string;
  /** The system's name. */
  readonly service: string;
  readonly worker: ServiceWorker;
  readonly versionId: string;
  readonly release: string;
  /** The whole hash; empty where there was no commit. */
  readonly gitSha: string;
  /** Whose deployments GitHub shows: `owner/name`. */
  readonly repository: string;
}

/** How a rollout ended. */
export type RolloutEnd =
  | { readonly result: "succeeded" }
  | {
      readonly result: "failed";
      /** Why, and who answers users now. */
      readonly reason: string;
      /** Whether users are served as before. */
      readonly isAsBefore: boolean;
    };

export interface RecordPorts {
  readonly cloudflare: CloudflareApi;
  /** Undefined without a token. */
  readonly github: GithubApi | undefined;
  readonly notifier: Notifier;
  readonly identity: RunIdentity;
  readonly notes: DeploymentNotes;
  /** For what GitHub is told; the notifier has its own. */
  readonly redact: Redact;
  readonly now: () => Date;
  /** Told what is not recorded, and why. */
  warn(line: string): void;
  note(line: string): void;
}

/** What a rollout leaves behind it. */
export interface RolloutRecord {
  /** Writes the audit record, ends GitHub's deployment and tells people. Never throws. */
  close(end: RolloutEnd): Promise<void>;
}

/** Begins a rollout's record beside the rollout, which waits for nothing here. */
export function openRecord(subject: RolloutSubject, ports: RecordPorts): RolloutRecord {
  const deployment = openDeployment(subject, ports);
  return {
    async close(end) {
      ports.notifier.send(rolloutMessage(subject, end, ports.identity));
      await Promise.all([
        trying("The audit record", () => audit(subject, end, ports), ports),
        trying(
          "GitHub's deployment",
          async () => finish(await deployment, subject, end, ports),
          ports,
        ),
        settle(ports),
      ]);
    },
  };
}

async function openDeployment(
  { worker, repository, gitSha, stack, release }: RolloutSubject,
  ports: RecordPorts,
): Promise<GithubDeployment | undefined> {
  const { github, identity, notes } = ports;
  const missing = github === undefined ? "GITHUB_TOKEN is not set" : "there is no commit";
  if (github === undefined || gitSha === "") {
    ports.note(`GitHub is not told of this deployment: ${missing}.`);
    return undefined;
  }
  const order = {
    repository,
    worker: worker.scriptName,
    ref: gitSha,
    environment: stack,
    description: `${worker.scriptName}: ${release}`,
    url: `https://${worker.hostname}`,
    correlationId: identity.correlationId,
    notes,
  };
  return openGithubDeployment(github, order).catch((error: unknown) => {
    ports.note(`GitHub is not told of this deployment: ${messageOf(error)}.`);
    return undefined;
  });
}

async function finish(
  deployment: GithubDeployment | undefined,
  { worker, release }: RolloutSubject,
  end: RolloutEnd,
  { redact }: RecordPorts,
): Promise<void> {
  const isGood = end.result === "succeeded";
  const description = isGood ? `${worker.scriptName} runs ${release}` : redact(end.reason);
  await deployment?.finish(isGood ? "success" : "failure", description);
}

async function audit(
  { worker, versionId, release }: RolloutSubject,
  { result }: RolloutEnd,
  { cloudflare, identity, notes, now }: RecordPorts,
): Promise<void> {
  const history = await readHistory(cloudflare, worker);
  const previousVersionId = versionBefore(history, versionId);
  const record: AuditRecord = {
    kind: "deploy",
    result,
    previousVersion: history.versions.find(({ id }) => id === previousVersionId)?.release ?? "",
    newVersion: release,
    previousVersionId: previousVersionId ?? null,
    newVersionId: versionId,
    at: now().toISOString(),
    by: identity.actor,
    correlationId: identity.correlationId,
    ...notes,
  };
  await writeAuditRecord(cloudflare, worker, record);
}

/**
 * The version that served beside or before this one. By Cloudflare's word, because a run that goes on
 * where another was cut off has not seen it.
 */
function versionBefore({ deployments }: WorkerHistory, versionId: string): string | undefined {
  const others = deployments.flatMap(({ shares }) =>
    shares.filter((share) => share.versionId !== versionId),
  );
  return others[0]?.versionId;
}

async function settle({ notifier, warn }: RecordPorts): Promise<void> {
  const { problems } = await notifier.settle();
  for (const problem of new Set(problems)) warn(problem);
}

async function trying(
  what: string,
  work: () => Promise<void>,
  { warn }: RecordPorts,
): Promise<void> {
  try {
    await work();
  } catch (error) {
    warn(`${what} is missing: ${messageOf(error)}.`);
  }
}

function messageOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).replace(/\.$/, "");
}
