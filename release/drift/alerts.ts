import { createHash } from "node:crypto";
import { isPartOf } from "../deploy/service-targets.ts";
import type { Message, Page } from "../notify/notifier.ts";
import type { Services } from "../service.ts";
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
  /** The system whose people it called. */
  readonly service?: string;
}

/** What people have to be told, and what is then open. */
export interface AlertPlan {
  readonly messages: readonly Message[];
  readonly opened: readonly OpenAlert[];
  readonly closed: readonly string[];
}

export interface AlertContext {
  readonly correlationId: string;
  /** Each of them has its own people; those of the first look after what belongs to none. */
  readonly services: Services;
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
    opened: news.map((finding) => openAlert(finding, serviceOf(finding, context.services))),
    closed: over.map(({ key }) => key),
  };
}

function openAlert(finding: Finding, service: string | undefined): OpenAlert {
  return {
    key: findingKey(finding),
    fingerprint: fingerprintOf(finding),
    isPaging: isPaging(finding),
    ...(service !== undefined && { service }),
  };
}

function alertMessage(
  finding: Finding,
  isKnown: boolean,
  { correlationId, services }: AlertContext,
): Message {
  const { stack, verdict, kind, object, changes, note, remedies } = finding;
  const state = verdict === "cannot-tell" ? "could not be checked" : `is ${verdict}`;
  const service = isPaging(finding) ? serviceOf(finding, services) : undefined;
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
    pages: pagesOf("trigger", service, findingKey(finding)),
  };
}

function allClear(
  stack: string,
  { key, isPaging, service }: OpenAlert,
  { correlationId, services }: AlertContext,
): Message {
  const [, kind, ...object] = key.split("/");
  return {
    kind: "drift",
    stack,
    title: `${kind} ${object.join("/")} is in sync again`,
    severity: "success",
    facts: [],
    correlationId,
    pages: pagesOf("resolve", isPaging ? (service ?? firstOf(services)) : undefined, key),
  };
}

function pagesOf(
  action: Page["action"],
  service: string | undefined,
  dedupKey: string,
): readonly Page[] {
  return service === undefined ? [] : [{ action, service, dedupKey }];
}

/** By the object's place in the program, or by the Worker it is. */
function serviceOf({ urn = "", object }: Finding, services: Services): string | undefined {
  const own = Object.entries(services).find(
    ([name, { workers }]) =>
      isPartOf(name, urn) || workers.some(({ scriptName }) => scriptName === object),
  );
  return own?.[0] ?? firstOf(services);
}

function firstOf(services: Services): string | undefined {
  return Object.keys(services)[0];
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
