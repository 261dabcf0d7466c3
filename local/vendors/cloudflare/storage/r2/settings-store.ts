import type { Collection } from "../../../../store.ts";
import type { StorageContext } from "../storage-context.ts";

export interface BucketDomain {
  domain: string;
  zoneId: string;
  enabled: boolean;
  minTLS: string;
  ciphers: string[];
}

export interface NotificationRule {
  actions: string[];
  prefix: string;
  suffix: string;
  description: string;
  ruleId: string;
  createdAt: string;
}

/** What is set on a bucket beside its objects; kept and answered, without effect on them. */
export interface BucketSettings {
  cors: { rules: unknown[] } | null;
  /** Null: the default rule. */
  lifecycle: { rules: unknown[] } | null;
  lock: { rules: unknown[] };
  domains: BucketDomain[];
  managedDomain: { bucketId: string; enabled: boolean };
  /** Queue id → rules. */
  notifications: Record<string, NotificationRule[]>;
}

export function bucketSettings({ context }: StorageContext): Collection<BucketSettings> {
  return context.store.collection("cloudflare.r2BucketSettings");
}

export function settingsOf(storage: StorageContext, bucket: string): BucketSettings {
  return (
    bucketSettings(storage).get(bucket) ?? {
      cors: null,
      lifecycle: null,
      lock: { rules: [] },
      domains: [],
      managedDomain: { bucketId: storage.context.ids.hex(16), enabled: false },
      notifications: {},
    }
  );
}

export function changeSettings(
  storage: StorageContext,
  bucket: string,
  changes: Partial<BucketSettings>,
): BucketSettings {
  return bucketSettings(storage).put(bucket, { ...settingsOf(storage, bucket), ...changes });
}
