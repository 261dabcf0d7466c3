import type { z } from "zod";
import { type SecretKey, secretKeys, settingsShape } from "./config-schema.ts";

type Issue = z.core.$ZodIssue;

const knownKeys = Object.keys(settingsShape);

/** One sentence per thing that is wrong with a value, and how to set it right where that is one command. */
export function describeIssue(issue: Issue, raw: unknown, stack: string): string[] {
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => describeUnknownKey(issue.path, key, stack));
  }
  const value = valueAt(raw, issue.path);
  const name = keyName(issue.path);
  if (value === undefined) {
    return [
      `${name} is missing; it must be ${issue.message}. Set it: ${setCommand(issue.path, stack)}`,
    ];
  }
  const shown = isSecretKey(issue.path[0])
    ? "has a value that cannot be used"
    : `is ${show(value)}`;
  return [`${name} ${shown}; it must be ${issue.message}.`];
}

/** Rules between keys. They look at what is there, so that they are reported along with other problems. */
export function relationProblems(raw: Record<string, unknown>, stack: string): string[] {
  return [
    ...hostOutsideZone(raw),
    ...wrongStripeMode(raw, stack),
    ...noBake(raw),
    ...noRefs(raw),
    ...ownPredecessor(raw, stack),
  ];
}

export function environmentProblems(stack: string): string[] {
  if (/^[a-z][a-z0-9-]{0,19}$/.test(stack)) return [];
  return [
    `The stack's name is ${show(stack)}; it must be a lower-case letter and up to 19 lower-case letters, digits or \`-\`, because it is part of every name.`,
  ];
}

function isSecretKey(key: unknown): key is SecretKey {
  return secretKeys.some((secretKey) => secretKey === key);
}

function hostOutsideZone(raw: Record<string, unknown>): string[] {
  const host = valueAt(raw, ["collectiveVision", "host"]);
  if (typeof host !== "string" || typeof raw.zone !== "string") return [];
  if (host === raw.zone || host.endsWith(`.${raw.zone}`)) return [];
  return [
    `slipway:collectiveVision.host is ${show(host)}; it must be in slipway:zone, ${show(raw.zone)}.`,
  ];
}

/** A live key in staging would move real money; a test key in production none. */
function wrongStripeMode(raw: Record<string, unknown>, stack: string): string[] {
  const live = valueAt(raw, ["collectiveVision", "stripeLive"]);
  const key = raw.stripeSecretKey;
  if (typeof live !== "boolean" || typeof key !== "string" || key === "") return [];
  const prefixes = live ? ["sk_live_", "rk_live_"] : ["sk_test_", "rk_test_"];
  if (prefixes.some((prefix) => key.startsWith(prefix))) return [];
  return [
    `slipway:stripeSecretKey has a value that cannot be used; it must start with ${prefixes.join(" or ")} where slipway:collectiveVision.stripeLive is ${live}. Set it: ${setCommand(["stripeSecretKey"], stack)}`,
  ];
}

function noBake(raw: Record<string, unknown>): string[] {
  const steps = valueAt(raw, ["rollout", "steps"]);
  if (!Array.isArray(steps) || steps.length === 0) return [];
  if (valueAt(raw, ["rollout", "bakeSeconds"]) !== 0) return [];
  return ["slipway:rollout.bakeSeconds is 0; it must be at least 1 second where there are steps."];
}

function noRefs(raw: Record<string, unknown>): string[] {
  const refs = ["branches", "tags"].map((key) => valueAt(raw, ["delivery", key]));
  if (!refs.every((list) => Array.isArray(list) && list.length === 0)) return [];
  return [
    "slipway:delivery.branches and slipway:delivery.tags are empty; one of them must name what may be deployed.",
  ];
}

function ownPredecessor(raw: Record<string, unknown>, stack: string): string[] {
  if (raw.promotedFrom !== stack) return [];
  return [`slipway:promotedFrom is ${show(stack)}; it must be another stack than this one.`];
}

function describeUnknownKey(path: PropertyKey[], key: string, stack: string): string {
  const name = keyName([...path, key]);
  const known = path.length === 0 ? knownKeys : [];
  const near = known.find((candidate) => editDistance(candidate, key) <= 2);
  const meant = near === undefined ? "" : ` Did you mean slipway:${near}?`;
  const option = path.length === 0 ? "" : "--path ";
  return `${name} is not a key of this program.${meant} Remove it: pulumi config rm ${option}${name} -s ${stack}`;
}

function setCommand(path: readonly PropertyKey[], stack: string): string {
  const name = keyName(path);
  if (isSecretKey(path[0])) return `pulumi config set --secret ${name} -s ${stack}`;
  return `pulumi config set ${path.length > 1 ? "--path " : ""}${name} <value> -s ${stack}`;
}

/** `slipway:onCall.primary[0]`, as `pulumi config --path` has it. */
function keyName(path: readonly PropertyKey[]): string {
  const joined = path.map((part) => (typeof part === "number" ? `[${part}]` : `.${String(part)}`));
  return `slipway:${joined.join("").slice(1)}`;
}

function valueAt(raw: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((value, part) => {
    if (typeof value !== "object" || value === null) return undefined;
    return (value as Record<PropertyKey, unknown>)[part];
  }, raw);
}

function show(value: unknown): string {
  const json = JSON.stringify(value);
  return json.length > 80 ? `${json.slice(0, 79)}…` : json;
}

/** Levenshtein's distance: how many letters must change to get from one word to the other. */
function editDistance(from: string, to: string): number {
  let previous = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (const [row, letter] of [...from].entries()) {
    const current = [row + 1];
    for (const [column, other] of [...to].entries()) {
      const change = (previous[column] ?? 0) + (letter === other ? 0 : 1);
      current.push(Math.min(change, (previous[column + 1] ?? 0) + 1, (current[column] ?? 0) + 1));
    }
    previous = current;
  }
  return previous[to.length] ?? 0;
}
