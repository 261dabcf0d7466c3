import { type Permission, type PermissionName, permissions } from "./permissions.ts";

/**
 * What each kind of resource needs, by its type. A test holds it to the types that the program
 * declares.
 */
export const resourceNeeds: Readonly<Record<string, readonly PermissionName[]>> = {
  "cloudflare:index/worker:Worker": ["workersScripts"],
  "cloudflare:index/workerVersion:WorkerVersion": ["workersScripts"],
  "cloudflare:index/workersDeployment:WorkersDeployment": ["workersScripts"],
  "cloudflare:index/workersCronTrigger:WorkersCronTrigger": ["workersScripts"],
  "cloudflare:index/workersCustomDomain:WorkersCustomDomain": ["workersScripts"],
  "cloudflare:index/workersRoute:WorkersRoute": ["workersRoutes"],
  "cloudflare:index/workersKvNamespace:WorkersKvNamespace": ["workersKv"],
  "cloudflare:index/d1Database:D1Database": ["d1"],
  "cloudflare:index/r2Bucket:R2Bucket": ["r2"],
  "cloudflare:index/queue:Queue": ["queues"],
  "cloudflare:index/queueConsumer:QueueConsumer": ["queues", "workersScripts"],
  "cloudflare:index/dnsRecord:DnsRecord": ["dns"],
  "pulumi-nodejs:dynamic/slipway:D1Migrations": ["d1"],
  "pulumi-nodejs:dynamic/slipway:VectorizeIndex": ["vectorize"],
  "github:index/repositoryEnvironment:RepositoryEnvironment": ["administration", "actions"],
  "github:index/repositoryEnvironmentDeploymentPolicy:RepositoryEnvironmentDeploymentPolicy": [
    "administration",
    "actions",
  ],
  "github:index/actionsEnvironmentSecret:ActionsEnvironmentSecret": ["environments"],
  "github:index/actionsEnvironmentVariable:ActionsEnvironmentVariable": ["environments"],
  "github:index/repositoryRuleset:RepositoryRuleset": ["administration"],
  "pagerduty:index/escalationPolicy:EscalationPolicy": ["escalationPolicies"],
  "pagerduty:index/schedule:Schedule": ["schedules"],
  "pagerduty:index/service:Service": ["services"],
  "pagerduty:index/serviceIntegration:ServiceIntegration": ["services"],
  "slack:index/conversation:Conversation": ["channels"],
  "slack:index/usergroup:Usergroup": ["usergroups"],
};

/** What each look-up of the program needs, to read. */
export const lookUpNeeds: Readonly<Record<string, readonly PermissionName[]>> = {
  "cloudflare:index/getZone:getZone": ["zone"],
  "github:index/getRepository:getRepository": ["metadata"],
  "github:index/getUser:getUser": ["metadata"],
  "pagerduty:index/getUser:getUser": ["pagerdutyUsers"],
  "slack:index/getUser:getUser": ["slackUsers"],
};

/** The tokens that a team has, by what is done with them. */
export const tokenNames = ["plan", "apply", "rollback", "probe"] as const;
export type TokenName = (typeof tokenNames)[number];

export const tokenPurposes: Readonly<Record<TokenName, string>> = {
  plan: "previews, drift checks and preflight: looks, changes nothing",
  apply: "pulumi up and slipway deploy, one for each stack",
  rollback: "the emergency part of a rollback: traffic, audit record, messages",
  probe: "health checks, smoke tests and watch: plain requests, which need no token",
};

/** One permission of a token. */
export interface TokenPermission extends Pick<Permission, "vendor" | "of" | "probe"> {
  readonly name: string;
}

/** What a token must be allowed to do, and no more. */
export function tokenPermissions(token: TokenName): readonly TokenPermission[] {
  const entries = Object.entries(permissions) as [PermissionName, Permission][];
  return entries.flatMap(([name, permission]) => {
    if (written[token].includes(name)) return named(permission, permission.write);
    return read[token].includes(name) ? named(permission, permission.read) : [];
  });
}

const resources: readonly PermissionName[] = Object.values(resourceNeeds).flat();
const lookUps: readonly PermissionName[] = Object.values(lookUpNeeds).flat();
/** Environments are looked at with it; nothing here changes a workflow. */
const onlyRead: readonly PermissionName[] = ["actions"];
/** A release leaves a record in KV and at GitHub, and is told at Slack, or by an issue. */
const told: readonly PermissionName[] = ["workersKv", "deployments", "issues", "messages"];

const read: Readonly<Record<TokenName, readonly PermissionName[]>> = {
  plan: [...resources, ...lookUps, "deployments"],
  apply: [...onlyRead, ...lookUps],
  rollback: [],
  probe: [],
};

const written: typeof read = {
  plan: [],
  apply: [...resources.filter((name) => !onlyRead.includes(name)), ...told],
  rollback: ["workersScripts", ...told],
  probe: [],
};

/** A vendor with a permission of its own for changes has a request for the first one only: to look. */
function named({ vendor, of, probe }: Permission, names: readonly string[]): TokenPermission[] {
  return names.map((name, index) => ({
    vendor,
    of,
    name,
    ...(probe !== undefined && index === 0 ? { probe } : {}),
  }));
}
