import type { CloudflareApi } from "../rollout/cloudflare-api.ts";
import type { Declared } from "./declared.ts";
import type { Finding } from "./finding.ts";
import type { RefreshedResource } from "./refreshed-resource.ts";

/**
 * Compares a Worker's cron triggers, which the provider never reads again.
 * @see https://github.com/cloudflare/terraform-provider-cloudflare/blob/a2efdc5/internal/services/workers_cron_trigger/model.go
 */
export async function cronFindings(
  api: CloudflareApi,
  declared: Declared,
): Promise<readonly Finding[]> {
  const triggers = declared
    .ofKind("WorkersCronTrigger")
    .filter(({ outcome }) => outcome === "found");
  const checked = triggers.map((trigger) => checkCrons(api, declared.stack, trigger));
  return (await Promise.all(checked)).flat();
}

async function checkCrons(
  api: CloudflareApi,
  stack: string,
  trigger: RefreshedResource,
): Promise<Finding[]> {
  const { accountId, scriptName, schedules } = trigger.inputs;
  const path = `/accounts/${accountId}/workers/scripts/${scriptName}/schedules`;
  const answer = (await api("GET", path)) as { schedules: readonly Schedule[] };
  return cronFinding(stack, trigger, schedules as readonly Schedule[], answer.schedules);
}

interface Schedule {
  readonly cron: string;
}

export function cronFinding(
  stack: string,
  { urn, name: object }: Pick<RefreshedResource, "urn" | "name">,
  declared: readonly Schedule[],
  found: readonly Schedule[],
): Finding[] {
  const change = { path: "schedules", declared: cronsOf(declared), found: cronsOf(found) };
  if (change.declared.join() === change.found.join()) return [];
  return [
    {
      stack,
      verdict: "changed",
      object,
      kind: "WorkersCronTrigger",
      urn,
      changes: [change],
      // Making it anew puts the whole list; deleting the old one does nothing.
      remedies: [{ kind: "replace", urn }],
    },
  ];
}

function cronsOf(schedules: readonly Schedule[]): string[] {
  return schedules.map(({ cron }) => cron).sort();
}
