import type { SystemName } from "../config-schema.ts";
import { channelName, collectiveVisionNames, rateLimitNamespace, teamNames } from "../naming.ts";
import type { StackSettings } from "./stack-settings.ts";

/** The names of one kind of object that a stack would have at a vendor. */
export interface PhysicalName {
  /** `Worker`, `queue`: a name is taken once per kind and place. */
  readonly kind: string;
  readonly name: string;
  /** The account that it is in, as far as the configuration says. */
  readonly place: string;
  /** The key that it is made of; `stack` for the stack's name. */
  readonly key: "stack" | "channelSuffix";
}

/** Names that two stacks may have in common by mistake; all others have the stack's name at their end. */
export function physicalNames({ stack, raw }: StackSettings): PhysicalName[] {
  return [...atCloudflare(stack, String(raw.accountId)), ...atSlack(stack, raw)];
}

/** By kind, for each system: a new one does not compile before its names are here. */
const systemNames: Record<SystemName, (stack: string) => Readonly<Record<string, string[]>>> = {
  "collective-vision": (stack) => {
    const names = collectiveVisionNames(stack);
    return {
      Worker: [names.worker],
      database: [names.database],
      "KV namespace": [names.keyValue],
      bucket: [names.attachments],
      queue: [names.queue, names.deadLetterQueue],
      "Vectorize index": [names.embeddings],
      "rate limit": [rateLimitNamespace(names.worker)],
    };
  },
};

function atCloudflare(stack: string, accountId: string): PhysicalName[] {
  return Object.values(systemNames)
    .flatMap((namesOf) => Object.entries(namesOf(stack)))
    .flatMap(([kind, names]) =>
      names.map((name) => ({ kind, name, place: accountId, key: "stack" as const })),
    );
}

function atSlack(stack: string, raw: StackSettings["raw"]): PhysicalName[] {
  const suffix = raw.channelSuffix ?? "";
  if (typeof suffix !== "string") return [];
  const rows = [
    { kind: "Slack channel", name: channelName("deployments", suffix) },
    { kind: "Slack channel", name: channelName("incidents", suffix) },
    { kind: "Slack user group", name: teamNames(stack, suffix).usergroupHandle },
  ];
  return rows.map((row) => ({ ...row, place: "Slack", key: "channelSuffix" as const }));
}
