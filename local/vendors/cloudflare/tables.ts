import type { ModuleFile, WireBinding } from "../../edge/contract.ts";
import type { Collection, Store } from "../../store.ts";
import type { ClientKind } from "./actor.ts";

/** A Worker: what is the same for all of its versions. Times are ISO 8601. */
export interface WorkerRow {
  /** 32 hex digits; the script API calls it `tag`. */
  id: string;
  name: string;
  createdOn: string;
  updatedOn: string;
  /** Null before the first deployment. */
  deployedOn: string | null;
  lastDeployedFrom: ClientKind | null;
  logpush: boolean;
  tags: string[];
  observability: ObservabilityRow;
  subdomain: { enabled: boolean; previewsEnabled: boolean };
  /** Names of the Workers that receive this one's tail events. */
  tailConsumers: string[];
  schedules: { cron: string; createdOn: string; modifiedOn: string }[];
  /** Classes that this Worker implements, as its deployed migrations left them. */
  durableObjects: DurableObjectRow[];
  migrationTag: string | null;
  /** Number of the version whose deployment last changed `durableObjects`; older ones cannot return. */
  migratedAtNumber: number;
  /** Number of the newest version; 0 before the first. */
  lastVersionNumber: number;
  latestVersionId: string | null;
  activeDeploymentId: string | null;
}

export interface DurableObjectRow {
  className: string;
  storage: "sqlite" | "kv";
  namespaceId: string;
}

export interface ObservabilityRow {
  enabled: boolean;
  head_sampling_rate: number;
  logs: {
    enabled: boolean;
    head_sampling_rate: number;
    invocation_logs: boolean;
    persist: boolean;
    destinations: string[];
  };
  traces: {
    enabled: boolean;
    head_sampling_rate: number;
    persist: boolean;
    destinations: string[];
  };
}

/** An immutable version, complete enough to run. */
export interface VersionRow {
  id: string;
  workerId: string;
  number: number;
  createdOn: string;
  source: ClientKind;
  authorEmail: string;
  annotations: Record<string, string>;
  /** Empty for a Worker of static assets only. */
  mainModule: string;
  modules: ModuleFile[];
  /** As uploaded, `inherit` resolved, secret texts included. */
  bindings: WireBinding[];
  /** Whether the upload had a list of bindings, be it empty: answers have one only then. */
  listsBindings: boolean;
  compatibilityDate: string;
  compatibilityFlags: string[];
  usageModel: "standard" | "bundled" | "unbound";
  limits: Record<string, number> | null;
  placement: Record<string, unknown> | null;
  migrations: Record<string, unknown> | null;
  exports: Record<string, ExportRow> | null;
  assets: AssetsRow | null;
  cacheOptions: Record<string, unknown> | null;
  packageDependencies: unknown[] | null;
  containers: unknown[] | null;
  startupTimeMs: number;
  handlers: string[];
  namedHandlers: string[];
  /** The Worker's migration tag when this version was first deployed. */
  migrationTag: string | null;
}

export interface ExportRow {
  type: string;
  state?: string;
  storage?: string;
  [field: string]: unknown;
}

export interface AssetsRow {
  files: Record<string, { blob: string; contentType: string }>;
  config: Record<string, unknown>;
}

export interface DeploymentRow {
  id: string;
  workerId: string;
  createdOn: string;
  source: ClientKind;
  authorEmail: string;
  /** Percentages 0–100 that sum to 100, in the order they were sent. */
  versions: { version_id: string; percentage: number }[];
  annotations: Record<string, string>;
}

export interface RouteRow {
  id: string;
  zoneId: string;
  pattern: string;
  /** Null lets requests bypass Workers. */
  script: string | null;
}

export interface DomainRow {
  id: string;
  zoneId: string;
  zoneName: string;
  hostname: string;
  service: string;
  certificateId: string;
  dnsRecordId: string;
}

/** An upload of static assets under way, by its session token. */
export interface AssetSessionRow {
  token: string;
  /** Stands for the complete manifest once every file is there. */
  completionToken: string;
  manifest: Record<string, { hash: string; size: number }>;
}

/** A static asset that was uploaded, by the hash its uploader gave it. */
export interface AssetRow {
  blob: string;
  contentType: string | null;
}

export interface TailRow {
  id: string;
  script: string;
  expiresAt: string;
  filters: Record<string, unknown>[];
}

export interface ZoneRow {
  id: string;
  name: string;
  createdOn: string;
  modifiedOn: string;
  paused: boolean;
  /** Values of settings that were changed. */
  settings: Record<string, { value: unknown; modifiedOn: string }>;
}

export interface DnsRecordRow {
  id: string;
  zoneId: string;
  name: string;
  type: string;
  content: string;
  proxied: boolean;
  /** Seconds; 1 is automatic. */
  ttl: number;
  priority: number | null;
  data: Record<string, unknown> | null;
  comment: string | null;
  tags: string[];
  settings: Record<string, unknown>;
  createdOn: string;
  modifiedOn: string;
  /** Set on the record that a custom domain made for itself. */
  readOnly: boolean;
}

export interface NotificationPolicyRow {
  id: string;
  name: string;
  description: string;
  enabled: boolean;
  alert_type: string;
  alert_interval: string | null;
  mechanisms: Record<string, { id: string }[]>;
  filters: Record<string, unknown>;
  created: string;
  modified: string;
}

export interface WebhookRow {
  id: string;
  name: string;
  url: string;
  secret: string | null;
  created_at: string;
}

/** Every collection of the control plane; data services keep theirs in `storage/`. */
export interface Tables {
  workers: Collection<WorkerRow>;
  versions: Collection<VersionRow>;
  deployments: Collection<DeploymentRow>;
  routes: Collection<RouteRow>;
  domains: Collection<DomainRow>;
  assetSessions: Collection<AssetSessionRow>;
  assets: Collection<AssetRow>;
  tails: Collection<TailRow>;
  zones: Collection<ZoneRow>;
  dnsRecords: Collection<DnsRecordRow>;
  notificationPolicies: Collection<NotificationPolicyRow>;
  webhooks: Collection<WebhookRow>;
}

export function openTables(store: Store): Tables {
  return {
    workers: store.collection("cloudflare.workers"),
    versions: store.collection("cloudflare.versions"),
    deployments: store.collection("cloudflare.deployments"),
    routes: store.collection("cloudflare.routes"),
    domains: store.collection("cloudflare.domains"),
    assetSessions: store.collection("cloudflare.asset_sessions"),
    assets: store.collection("cloudflare.assets"),
    tails: store.collection("cloudflare.tails"),
    zones: store.collection("cloudflare.zones"),
    dnsRecords: store.collection("cloudflare.dns_records"),
    notificationPolicies: store.collection("cloudflare.notification_policies"),
    webhooks: store.collection("cloudflare.webhooks"),
  };
}
