import { outboundUrl } from "../../kit/env-rules.ts";
import { type Probe, ProbeFailure } from "../../kit/health.ts";
import { isSwitchedOff } from "../../kit/kill-switch.ts";
import type { Logger } from "../../kit/log.ts";
import { type Env, envProblems } from "../env.ts";

/** Tables of the newest schema this code needs. */
const tables = ["workspaces", "boards", "feedback", "votes", "attachments", "events"];

/** An event that has waited this long for the queue means that the queue is not taking any. */
const queueLagMs = 5 * 60_000;

/** Whether what this Worker stands on works. The API is of no use without its database. */
export function probes(env: Env, now: () => number, log: Logger): Probe[] {
  return [
    { name: "configuration", isCritical: true, check: async () => checkConfiguration(env) },
    { name: "database", isCritical: true, check: () => checkSchema(env.DB) },
    { name: "kv", isCritical: false, check: () => env.KV.get("health:probe") },
    { name: "attachments", isCritical: false, check: () => env.ATTACHMENTS.head("health-probe") },
    { name: "queue", isCritical: false, check: () => checkOutbox(env.DB, now()) },
    { name: "vectorize", isCritical: false, check: () => env.VECTORIZE.describe() },
    { name: "stripe", isCritical: false, check: async () => checkStripeKey(env) },
    { name: "writes", isCritical: false, check: () => checkWrites(env, now(), log) },
    { name: "alerting", isCritical: false, check: async () => checkAlerting(env) },
  ];
}

function checkConfiguration(env: Env): void {
  if (envProblems(env).length > 0) throw new ProbeFailure("configuration");
}

async function checkSchema(db: D1Database): Promise<void> {
  const found = await db
    .prepare(
      `SELECT count(*) AS count FROM sqlite_master
       WHERE type = 'table' AND name IN (SELECT value FROM json_each(?1))`,
    )
    .bind(JSON.stringify(tables))
    .first<number>("count");
  if (found !== tables.length) throw new ProbeFailure("schema_missing");
}

/** A queue cannot be probed without a message; its outbox tells whether messages get through. */
async function checkOutbox(db: D1Database, now: number): Promise<void> {
  const oldest = await db
    .prepare("SELECT min(created_at) AS oldest FROM events WHERE sent_at IS NULL")
    .first<number | null>("oldest");
  if (oldest !== null && now - oldest > queueLagMs) throw new ProbeFailure("lagging");
}

async function checkWrites(env: Env, now: number, log: Logger): Promise<void> {
  if (await isSwitchedOff("writes", env, { now, log })) throw new ProbeFailure("switched_off");
}

/** A live key where money is real, a test key where it is not. The key itself is never shown. */
function checkStripeKey({ STRIPE_LIVE, STRIPE_SECRET_KEY = "" }: Env): void {
  const mode = STRIPE_LIVE === "true" ? "live" : "test";
  const isOfMode = ["sk", "rk"].some((kind) => STRIPE_SECRET_KEY.startsWith(`${kind}_${mode}_`));
  if (!isOfMode) throw new ProbeFailure("configuration");
}

function checkAlerting({ SLACK_WEBHOOK_URL, PAGERDUTY_ROUTING_KEY }: Env): void {
  const canReach = outboundUrl(SLACK_WEBHOOK_URL) === undefined && PAGERDUTY_ROUTING_KEY;
  if (!canReach) throw new ProbeFailure("configuration");
}
