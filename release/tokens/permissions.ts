/** A permission of a vendor's token, as the vendor's own page for tokens calls it. */
export interface Permission {
  readonly vendor: "cloudflare" | "github" | "pagerduty" | "slack";
  /** What a token that only looks needs. */
  readonly read: readonly string[];
  /** What a token that changes things needs; it may look, too. */
  readonly write: readonly string[];
  /** What it is limited to. */
  readonly of: "account" | "zone" | "repository" | "workspace";
  /** A request that is refused without it: `{account}`, `{zone}`, `{domain}` and `{repository}` are filled in. */
  readonly probe?: string;
}

/** @see https://developers.cloudflare.com/fundamentals/api/reference/permissions/ */
function cloudflare(name: string, of: "account" | "zone", probe: string): Permission {
  return { vendor: "cloudflare", read: [`${name}: Read`], write: [`${name}: Edit`], of, probe };
}

/** Of a fine-grained token. @see https://docs.github.com/en/rest/authentication/permissions-required-for-fine-grained-personal-access-tokens */
function github(name: string, probe?: string): Permission {
  const permission = { read: [`${name}: Read`], write: [`${name}: Read and write`] };
  return { vendor: "github", of: "repository", ...permission, ...(probe ? { probe } : {}) };
}

/** Of a scoped OAuth app. @see https://developer.pagerduty.com/docs/oauth-functionality */
function pagerduty(name: string): Permission {
  const [read, probe] = [`${name}.read`, `/${name}?limit=1`];
  return {
    vendor: "pagerduty",
    read: [read],
    write: [read, `${name}.write`],
    of: "account",
    probe,
  };
}

/** @see https://docs.slack.dev/reference/scopes */
function slack(read: readonly string[], write: readonly string[]): Permission {
  return { vendor: "slack", read, write: [...read, ...write], of: "workspace" };
}

/** Every permission that anything here needs. */
export const permissions = {
  workersScripts: cloudflare("Workers Scripts", "account", "/accounts/{account}/workers/scripts"),
  workersRoutes: cloudflare("Workers Routes", "zone", "/zones/{zone}/workers/routes"),
  workersKv: cloudflare(
    "Workers KV Storage",
    "account",
    "/accounts/{account}/storage/kv/namespaces",
  ),
  d1: cloudflare("D1", "account", "/accounts/{account}/d1/database"),
  r2: cloudflare("Workers R2 Storage", "account", "/accounts/{account}/r2/buckets"),
  queues: cloudflare("Queues", "account", "/accounts/{account}/queues"),
  vectorize: cloudflare("Vectorize", "account", "/accounts/{account}/vectorize/v2/indexes"),
  dns: cloudflare("DNS", "zone", "/zones/{zone}/dns_records"),
  zone: cloudflare("Zone", "zone", "/zones?name={domain}"),
  metadata: github("Metadata", "/repos/{repository}"),
  administration: github("Administration", "/repos/{repository}/actions/permissions"),
  environments: github("Environments"),
  actions: github("Actions", "/repos/{repository}/actions/runs?per_page=1"),
  deployments: github("Deployments", "/repos/{repository}/deployments?per_page=1"),
  issues: github("Issues", "/repos/{repository}/issues?per_page=1"),
  escalationPolicies: pagerduty("escalation_policies"),
  schedules: pagerduty("schedules"),
  services: pagerduty("services"),
  pagerdutyUsers: pagerduty("users"),
  channels: slack(["channels:read"], ["channels:manage", "channels:join"]),
  usergroups: slack(["usergroups:read"], ["usergroups:write"]),
  slackUsers: slack(["users:read", "users:read.email"], []),
  messages: slack([], ["chat:write"]),
} as const satisfies Record<string, Permission>;

export type PermissionName = keyof typeof permissions;
