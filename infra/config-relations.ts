import { show, valueAt } from "./config-keys.ts";
import { type ConfigProblem, problemOf } from "./config-problems.ts";
import { settingsShape } from "./config-schema.ts";

type Raw = Readonly<Record<string, unknown>>;

/** Rules between keys. They look at what is there, so that they are reported along with other problems. */
export function relationProblems(raw: Raw, stack: string): ConfigProblem[] {
  return [hostOutsideZone, wrongStripeMode, noBake, noRefs, ownPredecessor].flatMap((rule) =>
    rule(raw, stack),
  );
}

function hostOutsideZone(raw: Raw, stack: string): ConfigProblem[] {
  const path = ["collectiveVision", "host"];
  const host = valueAt(raw, path);
  const { data: zone } = settingsShape.zone.safeParse(raw.zone);
  if (typeof host !== "string" || zone === undefined) return [];
  if (host === zone || host.endsWith(`.${zone}`)) return [];
  return [problemOf(path, `is ${show(host)}`, `be in slipway:zone, ${show(zone)}`, stack)];
}

/** A live key in staging would move real money; a test key in production none. */
function wrongStripeMode(raw: Raw, stack: string): ConfigProblem[] {
  const live = valueAt(raw, ["collectiveVision", "stripeLive"]);
  const key = raw.stripeSecretKey;
  if (typeof live !== "boolean" || typeof key !== "string" || key === "") return [];
  const prefixes = live ? ["sk_live_", "rk_live_"] : ["sk_test_", "rk_test_"];
  if (prefixes.some((prefix) => key.startsWith(prefix))) return [];
  const rule = `start with ${prefixes.join(" or ")} where slipway:collectiveVision.stripeLive is ${live}`;
  return [problemOf(["stripeSecretKey"], "has a value that cannot be used", rule, stack)];
}

function noBake(raw: Raw, stack: string): ConfigProblem[] {
  const steps = valueAt(raw, ["rollout", "steps"]);
  if (!Array.isArray(steps) || steps.length === 0) return [];
  const path = ["rollout", "bakeSeconds"];
  if (valueAt(raw, path) !== 0) return [];
  return [problemOf(path, "is 0", "be at least 1 second where there are steps", stack)];
}

function noRefs(raw: Raw, stack: string): ConfigProblem[] {
  const path = ["delivery", "branches"];
  const refs = [path, ["delivery", "tags"]].map((each) => valueAt(raw, each));
  if (!refs.every((list) => Array.isArray(list) && list.length === 0)) return [];
  return [problemOf(path, "is []", "name what may be deployed where there are no tags", stack)];
}

function ownPredecessor(raw: Raw, stack: string): ConfigProblem[] {
  if (raw.promotedFrom !== stack) return [];
  return [
    problemOf(["promotedFrom"], `is ${show(stack)}`, "be another stack than this one", stack),
  ];
}
