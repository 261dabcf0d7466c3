import type { GithubApi } from "../github-api.ts";
import { type AuditRecord, writeAuditRecord } from "../record/audit.ts";
import { openGithubDeployment } from "../record/github-deployment.ts";
import type { CloudflareApi } from "../rollout/cloudflare-api.ts";
import type { Step } from "../run-result.ts";
import { nameOf } from "./choice.ts";
import type { Moved } from "./move.ts";
import { isBack, type RollbackOrder, type RollbackOutcome } from "./run.ts";

export interface RecordPorts {
  readonly cloudflare: CloudflareApi;
  /** Undefined without a token. */
  readonly github: GithubApi | undefined;
  /** Whose deployments GitHub shows: `owner/name`. */
  readonly repository: string;
  /** The whole hash of a release's commit, where the stack remembers it. */
  readonly commitOf?: ((release: string) => Promise<string | undefined>) | undefined;
  readonly now: () => Date;
}

/** Leaves the audit record where the Workers keep it, and deployments at GitHub. */
export function recordSteps(
  order: RollbackOrder,
  outcome: () => RollbackOutcome,
  ports: RecordPorts,
): Step[] {
  const best = { isOptional: true, isAlways: true };
  return [
    {
      ...best,
      name: "Leave the audit record",
      run: () => audit(order, outcome().moved, ports),
    },
    {
      ...best,
      name: "Tell GitHub",
      skip: () => whyNoDeployment(outcome(), ports),
      run: () => deployments(order, outcome().moved, ports),
    },
  ];
}

async function audit(
  order: RollbackOrder,
  moved: readonly Moved[],
  { cloudflare, now }: RecordPorts,
): Promise<string | undefined> {
  const at = now().toISOString();
  const places = await Promise.all(
    moved.map((each) =>
      writeAuditRecord(cloudflare, each.move.worker, auditRecord(order, each, at)),
    ),
  );
  return places.filter((place) => place !== undefined).join(", ");
}

function auditRecord({ identity }: RollbackOrder, each: Moved, at: string): AuditRecord {
  const { target, replaced } = each.move;
  return {
    kind: "rollback",
    result: isBack(each) ? "succeeded" : "failed",
    previousVersion: replaced.release,
    newVersion: target.release,
    previousVersionId: replaced.id,
    newVersionId: target.id,
    at,
    by: identity.actor,
    correlationId: identity.correlationId,
  };
}

function whyNoDeployment({ moved }: RollbackOutcome, { github }: RecordPorts): string | undefined {
  if (github === undefined) return "GITHUB_TOKEN is not set.";
  if (!moved.some(isBack)) return "No Worker went back.";
  return moved.some(isKnownToGithub) ? undefined : "Its code is of no commit.";
}

/** A release's name begins with its commit; code that was not committed has a `+` in it. */
function isKnownToGithub(each: Moved): boolean {
  return isBack(each) && /^[0-9a-f]{7,}-\d{14}$/.test(each.move.target.release);
}

/** One for each Worker, as a rollout leaves it. */
async function deployments(
  { stack, identity }: RollbackOrder,
  moved: readonly Moved[],
  { github, repository, commitOf = async () => undefined }: RecordPorts,
): Promise<string | undefined> {
  if (github === undefined) return undefined;
  const ids = await Promise.all(
    moved.filter(isKnownToGithub).map(async ({ move: { target, replaced, worker } }) => {
      const description = `${worker.scriptName} went back to ${nameOf(target)} from ${nameOf(replaced)}`;
      const opened = await openGithubDeployment(github, {
        repository,
        worker: worker.scriptName,
        ref: (await commitOf(target.release)) ?? target.release.replace(/-.*/, ""),
        environment: stack,
        description,
        url: `https://${worker.hostname}`,
        correlationId: identity.correlationId,
      });
      await opened.finish("success", description);
      return opened.id;
    }),
  );
  return `${repository}: deployment ${ids.join(", ")}`;
}
