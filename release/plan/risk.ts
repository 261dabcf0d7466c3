import type { PlannedChange } from "./planned-change.ts";

/** What a change can do to people, worst first. */
export const risks = ["data-loss", "replacement", "security", "ordinary"] as const;
export type Risk = (typeof risks)[number];

/** Types whose deletion takes data with it that no program can make again. */
const dataStores: ReadonlySet<string> = new Set([
  "cloudflare:index/d1Database:D1Database",
  "cloudflare:index/workersKvNamespace:WorkersKvNamespace",
  "cloudflare:index/r2Bucket:R2Bucket",
  "cloudflare:index/queue:Queue",
  "pulumi-nodejs:dynamic/slipway:VectorizeIndex",
  // With a Worker its Durable Objects go, and every version that could be gone back to.
  "cloudflare:index/worker:Worker",
]);

/**
 * Types of which every change is a new object, because versions and deployments are immutable: that
 * they are replaced says nothing.
 */
const renewedByEveryRelease: ReadonlySet<string> = new Set([
  "cloudflare:index/workerVersion:WorkerVersion",
  "cloudflare:index/workersDeployment:WorkersDeployment",
]);

/** Types that say who may do what, and who is told. */
const guards: readonly RegExp[] = [
  /^github:.*(Environment|Ruleset|BranchProtection|Secret|Variable|Team|Membership)/,
  /^cloudflare:.*(Token|Access|Ruleset|ZoneSetting)/,
  /^pagerduty:.*(EscalationPolicy|Schedule|Service|Integration)/,
];

export function riskOf({ type, operation }: PlannedChange): Risk {
  const isEnding = operation === "delete" || operation === "replace";
  if (isEnding && dataStores.has(type)) return "data-loss";
  if (isEnding && !renewedByEveryRelease.has(type)) return "replacement";
  return guards.some((pattern) => pattern.test(type)) ? "security" : "ordinary";
}

/** Deletions and replacements that are no part of an everyday release. */
export function isDestructive(change: PlannedChange): boolean {
  return riskOf(change) === "data-loss" || riskOf(change) === "replacement";
}
