import { kindOf, type RefreshedResource } from "./refreshed-resource.ts";
import type { Remedy } from "./remedy.ts";

/**
 * Kinds that nothing refers to by an id of the vendor's making: made again they are what they were,
 * and nothing has to follow.
 */
const leafKinds: ReadonlySet<string> = new Set([
  "ActionsEnvironmentSecret",
  "ActionsEnvironmentVariable",
  "Conversation",
  "DnsRecord",
  "QueueConsumer",
  "R2Bucket",
  "RepositoryEnvironmentDeploymentPolicy",
  "RepositoryRuleset",
  "VectorizeIndex",
  "WorkersCronTrigger",
  "WorkersCustomDomain",
  "WorkersRoute",
]);

/** What brings an object back that is not there any more. */
export function remedyOfMissing(resource: RefreshedResource): Remedy {
  const { urn, id } = resource;
  const kind = kindOf(resource);
  if (kind !== "Usergroup") return { kind: "update", urn, hasDependents: !leafKinds.has(kind) };
  // Slack deletes no group: it is disabled, keeps its name, and its provider takes it for gone.
  const body = { usergroup: id };
  const call = { vendor: "slack", method: "POST", path: "usergroups.enable", body } as const;
  return { kind: "call", call };
}
