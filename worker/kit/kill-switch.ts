import type { MiddlewareHandler } from "hono";
import type { Logger } from "./log.ts";
import { Problem } from "./problem.ts";
import type { RequestVariables } from "./request-context.ts";
import type { Runtime } from "./runtime.ts";
import { within } from "./within.ts";

export interface SwitchEnv {
  readonly KV: KVNamespace;
}

interface Known {
  readonly isOff: boolean;
  readonly readAt: number;
}

/** KV itself keeps what it has read for up to another minute. */
const freshMs = 30_000;
const patienceMs = 200;
const retryAfterSeconds = 60;

/** Per isolate, whose environment is one object. */
const known = new WeakMap<SwitchEnv, Map<string, Known>>();

/**
 * Whether somebody has switched a feature off, by a key `off:<feature>` in KV with any value. Where KV
 * fails or is slow, what was known last holds; nothing known is on, so no request fails for KV.
 */
export async function isSwitchedOff(
  feature: string,
  env: SwitchEnv,
  { now, log }: { readonly now: number; readonly log: Logger },
): Promise<boolean> {
  const switches = known.get(env) ?? new Map<string, Known>();
  known.set(env, switches);
  const last = switches.get(feature);
  if (last !== undefined && now - last.readAt < freshMs) return last.isOff;
  const isOff = await readSwitch(feature, env).catch((error: unknown) => {
    log.warn("kill switch could not be read", { error, details: { feature } });
    return last?.isOff ?? false;
  });
  switches.set(feature, { isOff, readAt: now });
  return isOff;
}

async function readSwitch(feature: string, { KV }: SwitchEnv): Promise<boolean> {
  return (await within(patienceMs, KV.get(`off:${feature}`))) !== null;
}

/** Answers 503 where the feature is switched off. */
export function killSwitch(feature: string): MiddlewareHandler<{
  Bindings: SwitchEnv;
  Variables: RequestVariables & { readonly runtime: Runtime };
}> {
  return async (c, next) => {
    const { log, runtime } = c.var;
    if (await isSwitchedOff(feature, c.env, { now: runtime.now(), log })) {
      throw new Problem("switched_off", "This is switched off for the moment. Try again later.", {
        headers: { "retry-after": String(retryAfterSeconds) },
      });
    }
    return next();
  };
}
