import { setTimeout as delay } from "node:timers/promises";
import { deploymentNotes } from "./deployment-notes.ts";
import { githubApi } from "./github-api.ts";
import { openNotifier, secretsIn } from "./notify/open-notifier.ts";
import { redactor, secretsOf } from "./notify/redact.ts";
import { openRecord, type RolloutRecord, type RolloutSubject } from "./record/rollout-record.ts";
import { impatientApi } from "./rollback/control-plane.ts";
import { runIdentity } from "./run-identity.ts";
import type { Alerting } from "./stack-outputs.ts";

export type { RolloutRecord, RolloutSubject } from "./record/rollout-record.ts";
export type { Alerting } from "./stack-outputs.ts";

export interface RecordOptions {
  readonly channelSuffix: string;
  readonly alerting: Alerting;
  warn(line: string): void;
  note(line: string): void;
}

/**
 * Begins the record of a rollout with the vendors that the environment names: an audit record in the
 * Worker's KV namespace, a deployment at GitHub, a message to people. All of it comes after the
 * traffic, gives up after seconds, and is a warning at worst.
 */
export function recordRollout(
  subject: RolloutSubject,
  { channelSuffix, alerting, warn, note }: RecordOptions,
): RolloutRecord {
  const team = { repository: subject.repository, channelSuffix };
  return openRecord(subject, {
    cloudflare: impatientApi(process.env),
    github: githubApi({ timeoutMs: 3000, wait: () => delay(500) }),
    notifier: openNotifier({ team, alerting }),
    identity: runIdentity(),
    notes: deploymentNotes(),
    redact: redactor([...secretsOf(process.env), ...secretsIn(alerting)]),
    now: () => new Date(),
    warn,
    note,
  });
}
