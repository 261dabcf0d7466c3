import {
  binding,
  checkEnv,
  type EnvRule,
  nonEmpty,
  oneOf,
  optional,
  originList,
  outboundUrl,
} from "../kit/env-rules.ts";
import type { FeedbackEvent } from "./events/event.ts";

/** The Worker's bindings, variables and secrets, as the stack declares them. */
export interface Env {
  readonly DB: D1Database;
  readonly KV: KVNamespace;
  readonly ATTACHMENTS: R2Bucket;
  readonly QUEUE: Queue<FeedbackEvent>;
  readonly VECTORIZE: Vectorize;
  readonly CF_VERSION_METADATA?: WorkerVersionMetadata;
  readonly RATE_LIMITER?: RateLimit;
  readonly AI?: Ai;
  readonly ENVIRONMENT: "staging" | "production";
  readonly LOG_LEVEL: "debug" | "info" | "warn" | "error";
  readonly STRIPE_LIVE: "true" | "false";
  readonly APP_NAME: string;
  /** Exact origins whose pages may write, comma separated. Absent: every page may. */
  readonly ALLOWED_ORIGINS?: string;
  readonly PAGERDUTY_EVENTS_URL?: string;
  readonly STRIPE_SECRET_KEY?: string;
  readonly SLACK_WEBHOOK_URL?: string;
  readonly PAGERDUTY_ROUTING_KEY?: string;
}

/** What the API cannot work without. Secrets are judged by the health check, which only degrades. */
const rules: Readonly<Record<string, EnvRule>> = {
  DB: binding("D1 database", "prepare"),
  KV: binding("KV namespace", "getWithMetadata"),
  ATTACHMENTS: binding("R2 bucket", "createMultipartUpload"),
  QUEUE: binding("queue", "sendBatch"),
  VECTORIZE: binding("Vectorize index", "upsert"),
  ENVIRONMENT: oneOf("staging", "production"),
  LOG_LEVEL: oneOf("debug", "info", "warn", "error"),
  STRIPE_LIVE: oneOf("true", "false"),
  APP_NAME: nonEmpty,
  ALLOWED_ORIGINS: optional(originList),
  PAGERDUTY_EVENTS_URL: optional(outboundUrl),
};

const checked = new WeakMap<object, readonly string[]>();

/** All problems of the environment, found once per isolate. */
export function envProblems(env: Env): readonly string[] {
  const known = checked.get(env) ?? checkEnv(env, rules);
  checked.set(env, known);
  return known;
}
