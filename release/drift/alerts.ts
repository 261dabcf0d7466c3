import { createHash } from "node:crypto";
import type { Message } from "../notify/notifier.ts";
import type { FieldChange, Finding, StackDrift } from "./finding.ts";
import { findingKey } from "./finding.ts";
import { describeRemedy } from "./remedy.ts";

/** An alert that people have been told and that is not over. */
export interface OpenAlert {
  /** The finding's key. */
  readonly key: string;
  /** What was found then, as a digest. */
  readonly fingerprint: string;
  /** Whether it called somebody, who is then told when it is over. */
  readonly isPaging: boolean;
}

/** What people have to be told, and what is then open. */
export interface AlertPlan {
  readonly messages: readonly Message[];
  readonly opened: readonly OpenAlert[];
  readonly closed: readonly string[];
}

export interface AlertContext {
  readonly correlationId: string;
  /** The system whose people are called; undefined where nobody is. */
  readonly service: string | undefined;
}

/**
 * One alert per object: told when it is found, again when something else is found of it, and once more
 * when it is in sync. What could not be read is not taken for mended.
 */
export function planAlerts(
  { stack, findings }: StackDrift,
  open: readonly OpenAlert[],
  context: AlertContext,
): AlertPlan {
  const known = new Map(open.map((alert) => [alert.key, alert]));
  const news = findings.filter(
    (finding) => known.get(findingKey(finding))?.fingerprint !== fingerprintOf(finding),
  );
  const found = new Set(findings.map(findingKey));
  const isBlind = findings.some(({ verdict }) => verdict === "cannot-tell");
  const over = isBlind ? [] : open.filter(({ key }) => !found.has(key));
  return {
    messages: [
      ...news.map((finding) => alertMessage(finding, known.has(findingKey(finding)), context)),
      ...over.map((alert) => allClear(stack, alert, context)),
    ],
    opened: news.map((finding) => ({
      key: findingKey(finding),
      fingerprint: fingerprintOf(finding),
      isPaging: isPaging(finding),
    })),
    closed: over.map(({ key }) => key),
  };
}

function alertMessage(
  finding: Finding,
  isKnown: boolean,
  { correlationId, service }: AlertContext,
): Message {
  const { stack, verdict, kind, object, changes, note, remedies } = finding;
  const state = verdict === "cannot-tell" ? "could not be checked" : `is ${verdict}`;
  const page = {
    action: "trigger",
    service: service ?? "",
    dedupKey: findingKey(finding),
  } as const;
  return {
    kind: "drift",
    stack,
    title: `${kind} ${object} ${state}${isKnown ? ", and differs from before" : ""}`,
    severity: "warning",
    facts: [
      ...changes.map((change) => ({ name: change.path, value: describeChange(change) })),
      ...(note === undefined ? [] : [{ name: "Note", value: note }]),
      ...remedies.map((remedy) => ({ name: "Fix", value: describeRemedy(remedy, stack) })),
    ],
    correlationId,
    ...(isPaging(finding) && service !== undefined ? { page } : {}),
  };
}

function allClear(
  stack: string,
  { key, isPaging }: OpenAlert,
  { correlationId, service }: AlertContext,
): Message {
  const [, kind, ...object] = key.split("/");
  const page = { action: "resolve", service: service ?? "", dedupKey: key } as const;
  return {
    kind: "drift",
    stack,
    title: `${kind} ${object.join("/")} is in sync again`,
    severity: "success",
    facts: [],
    correlationId,
    ...(isPaging && service !== undefined ? { page } : {}),
  };
}

/** Nobody is called for what hurts nobody yet. */
function isPaging({ verdict }: Finding): boolean {
  return verdict === "changed" || verdict === "missing";
}

function describeChange({ declared, found }: FieldChange): string {
  return `${JSON.stringify(declared) ?? "none"} → ${JSON.stringify(found) ?? "none"}`;
}

function fingerprintOf({ verdict, changes }: Finding): string {
  return createHash("sha256")
    .update(JSON.stringify([verdict, changes]))
    .digest("hex")
    .slice(0, 16);
}
