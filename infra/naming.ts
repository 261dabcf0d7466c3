import { createHash } from "node:crypto";

/**
 * Every physical name, as a function of the environment (the stack's name). Data is found again by
 * these names: changing one means a new, empty resource.
 */

/** What every name of a system's own objects begins with. */
const product = "collective-vision";
const short = "cv";

export interface CollectiveVisionNames {
  readonly worker: string;
  readonly database: string;
  readonly keyValue: string;
  readonly attachments: string;
  readonly queue: string;
  readonly deadLetterQueue: string;
  readonly embeddings: string;
}

export function collectiveVisionNames(environment: string): CollectiveVisionNames {
  return {
    worker: `${product}-${environment}`,
    database: `${product}-${environment}`,
    keyValue: `${product}-${environment}`,
    attachments: `${short}-attachments-${environment}`,
    queue: `${short}-queue-${environment}`,
    deadLetterQueue: `${short}-queue-${environment}-dead-letters`,
    embeddings: `${short}-feedback-embeddings-${environment}`,
  };
}

export interface TeamNames {
  readonly escalationPolicy: string;
  readonly primarySchedule: string;
  readonly secondarySchedule: string;
  readonly usergroup: string;
  readonly usergroupHandle: string;
}

export function teamNames(environment: string, channelSuffix: string): TeamNames {
  return {
    escalationPolicy: titled("Slipway", environment),
    primarySchedule: titled("Slipway primary on call", environment),
    secondarySchedule: titled("Slipway secondary on call", environment),
    usergroup: titled("On call", environment),
    usergroupHandle: `on-call${channelSuffix}`,
  };
}

/** Slack's name of a channel, without `#`. */
export function channelName(purpose: "deployments" | "incidents", suffix: string): string {
  return `${purpose}${suffix}`;
}

/** PagerDuty's name of a system's service. */
export function pagerdutyServiceName(title: string, environment: string): string {
  return titled(title, environment);
}

function titled(title: string, environment: string): string {
  return `${title} (${environment})`;
}

/**
 * The namespace a Worker's rate limits are counted in: a positive integer as text, unique in the
 * account, so derived from the Worker's name.
 * @see https://developers.cloudflare.com/workers/runtime-apis/bindings/rate-limit/
 */
export function rateLimitNamespace(workerName: string): string {
  const digest = createHash("sha256").update(workerName).digest();
  return String((digest.readUInt32BE(0) % 2_147_483_647) + 1);
}

/** The route pattern that covers a whole host. */
export function hostRoute(host: string): string {
  return `${host}/*`;
}

/** Tells names of the forms that are made here, whoever has made them, from everybody else's. */
export const ownNames = {
  /** A system's, in an environment: `cv-exports-staging`. */
  isNameIn(environment: string, name: string): boolean {
    const isOfSystem = [product, short].some((prefix) => name.startsWith(`${prefix}-`));
    return isOfSystem && name.split("-").includes(environment);
  },
  /** One that PagerDuty and Slack show: `Collective Vision (staging)`. */
  isTitleIn(environment: string, title: string): boolean {
    return title.endsWith(titled("", environment));
  },
};
