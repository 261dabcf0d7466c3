import { vendorChecks } from "../drift/check.ts";
import type { Platform } from "./value-state.ts";

/** A resource whose inputs are copies of what a stack's configuration says. */
export interface DerivedKind {
  readonly platform: Platform;
  /** The input that says whose values they are. */
  readonly holder: string;
  /** The input with the value's own name, where the resource is one value. */
  readonly name?: string;
  /** Inputs that say where the values belong, or how the provider works: no platform's copy. */
  readonly address: readonly string[];
  /** Who sees what the provider does not read. */
  readonly check?: string;
  /** Inputs that the provider never reads again, so that it does not repair them. */
  readonly unrepaired?: readonly string[];
  /** The output that tells that somebody else has written the value, which nobody can read. */
  readonly writtenAt?: string;
}

/** By the last part of the resource's type. A Worker's variables are in `worker-values.ts`. */
export const derivedKinds: Readonly<Record<string, DerivedKind>> = {
  WorkersCronTrigger: {
    platform: "Cloudflare",
    holder: "scriptName",
    address: ["accountId", "scriptName"],
    check: vendorChecks.crons,
  },
  RepositoryEnvironment: {
    platform: "GitHub",
    holder: "environment",
    address: ["repository", "environment"],
    check: vendorChecks.github,
  },
  RepositoryEnvironmentDeploymentPolicy: {
    platform: "GitHub",
    holder: "environment",
    address: ["repository", "environment"],
  },
  ActionsEnvironmentSecret: {
    platform: "GitHub",
    holder: "environment",
    name: "secretName",
    address: ["repository", "environment", "secretName"],
    writtenAt: "remoteUpdatedAt",
  },
  ActionsEnvironmentVariable: {
    platform: "GitHub",
    holder: "environment",
    name: "variableName",
    address: ["repository", "environment", "variableName"],
  },
  RepositoryRuleset: {
    platform: "GitHub",
    holder: "repository",
    address: ["repository"],
    check: vendorChecks.github,
  },
  Service: { platform: "PagerDuty", holder: "name", address: [] },
  EscalationPolicy: { platform: "PagerDuty", holder: "name", address: [] },
  Schedule: { platform: "PagerDuty", holder: "name", address: [] },
  Conversation: {
    platform: "Slack",
    holder: "name",
    address: ["actionOnDestroy", "actionOnUpdatePermanentMembers", "adoptExistingChannel"],
    check: vendorChecks.slack,
    unrepaired: ["permanentMembers"],
  },
  Usergroup: { platform: "Slack", holder: "name", address: [] },
};
