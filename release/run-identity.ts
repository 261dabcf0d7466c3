import { randomBytes } from "node:crypto";
import { userInfo } from "node:os";

/** Who does something, and the id under which logs, messages and records tell of it. */
export interface RunIdentity {
  /** `run-<12 hex>`, or what `SLIPWAY_CORRELATION_ID` says, so that a program that is started joins in. */
  readonly correlationId: string;
  /** A GitHub login where a workflow runs, else this machine's user. */
  readonly actor: string;
}

/** What has a program that is started join in. */
export function identityVariables({ correlationId, actor }: RunIdentity): Record<string, string> {
  return { SLIPWAY_CORRELATION_ID: correlationId, SLIPWAY_ACTOR: actor };
}

/** @param env of the process; `SLIPWAY_CORRELATION_ID`, `SLIPWAY_ACTOR` and `GITHUB_ACTOR` count. */
export function runIdentity(env: NodeJS.ProcessEnv = process.env): RunIdentity {
  return {
    correlationId: env.SLIPWAY_CORRELATION_ID || `run-${randomBytes(6).toString("hex")}`,
    actor: env.SLIPWAY_ACTOR || env.GITHUB_ACTOR || userInfo().username,
  };
}
