/** A property that a provider reads and that changes without anybody having edited the object. */
export interface Noise {
  /** The last part of the resource's type. */
  readonly kind: string;
  /** A property path; what is below it counts too. */
  readonly path: string;
  readonly why: string;
  readonly source: string;
  /** Found values that are drift all the same. */
  readonly exceptFor?: readonly unknown[];
}

const cloudflareProvider =
  "https://github.com/cloudflare/terraform-provider-cloudflare/tree/a2efdc5/internal/services";
const githubProvider =
  "https://github.com/integrations/terraform-provider-github/tree/v6.13.0/github";
const pagerdutyProvider =
  "https://github.com/PagerDuty/terraform-provider-pagerduty/tree/v3.32.4/pagerduty";

const isStamp = "A time of the vendor's: it moves with every change, which is found by itself.";
const isBackReference = "What refers to the object, which is an object of its own.";
const isMeasured = "Measured by the vendor; it grows with use.";

/** Reviewed: an entry hides its property in every run. */
export const noise: readonly Noise[] = [
  entry("Worker", "references", isBackReference, `${cloudflareProvider}/worker/resource.go`),
  entry("Worker", "updatedOn", isStamp, `${cloudflareProvider}/worker/resource.go`),
  entry("Worker", "deployedOn", isStamp, `${cloudflareProvider}/worker/schema.go`),
  entry("Queue", "consumers", isBackReference, `${cloudflareProvider}/queue/schema.go`),
  entry("Queue", "consumersTotalCount", isBackReference, `${cloudflareProvider}/queue/schema.go`),
  entry("Queue", "producers", isBackReference, `${cloudflareProvider}/queue/schema.go`),
  entry("Queue", "producersTotalCount", isBackReference, `${cloudflareProvider}/queue/schema.go`),
  entry("Queue", "modifiedOn", isStamp, `${cloudflareProvider}/queue/schema.go`),
  entry("D1Database", "fileSize", isMeasured, `${cloudflareProvider}/d1_database/schema.go`),
  entry("D1Database", "numTables", isMeasured, `${cloudflareProvider}/d1_database/schema.go`),
  entry(
    "R2Bucket",
    "location",
    "Declared in small letters, answered in capitals; a bucket cannot move.",
    `${cloudflareProvider}/r2_bucket/schema.go`,
  ),
  entry("DnsRecord", "modifiedOn", isStamp, `${cloudflareProvider}/dns_record/schema.go`),
  entry("DnsRecord", "commentModifiedOn", isStamp, `${cloudflareProvider}/dns_record/schema.go`),
  entry(
    "ActionsEnvironmentVariable",
    "updatedAt",
    isStamp,
    `${githubProvider}/resource_github_actions_environment_variable.go`,
  ),
  entry(
    "RepositoryRuleset",
    "etag",
    "A digest of the answer, which has more in it than the ruleset's rules.",
    `${githubProvider}/resource_github_repository_ruleset.go`,
  ),
  entry(
    "Service",
    "lastIncidentTimestamp",
    "Moves with every incident.",
    `${pagerdutyProvider}/resource_pagerduty_service.go`,
  ),
  {
    kind: "Service",
    path: "status",
    why: "Says whether incidents are open or a maintenance window is; disabled, it pages nobody.",
    source: `${pagerdutyProvider}/resource_pagerduty_service.go`,
    exceptFor: ["disabled"],
  },
];

function entry(kind: string, path: string, why: string, source: string): Noise {
  return { kind, path, why, source };
}

export function isNoise(kind: string, path: string, found: unknown): boolean {
  return noise.some(
    (each) =>
      each.kind === kind && isAtOrBelow(path, each.path) && !each.exceptFor?.includes(found),
  );
}

function isAtOrBelow(path: string, root: string): boolean {
  return path === root || path.startsWith(`${root}.`) || path.startsWith(`${root}[`);
}
