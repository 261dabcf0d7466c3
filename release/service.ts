import type { RouteCheck } from "./rollout/probe.ts";

/**
 * What there is to know of a system to verify it, watch it and roll it back. The stack's committed file
 * says it, so it is known without the engine and its state.
 */
export interface Service {
  /** `https://feedback.example.com` */
  readonly url: string;
  /** In the order in which they get their traffic. */
  readonly workers: readonly ServiceWorker[];
  readonly smokeTests: readonly SmokeTest[];
}

/** The services of a stack, deployed or not, by their systems' names. */
export type Services = Readonly<Record<string, Service>>;

export interface ServiceWorker {
  readonly accountId: string;
  readonly scriptName: string;
  /** Where users find it. */
  readonly hostname: string;
  /** What every version must answer. One of them says which version answered. */
  readonly checks: readonly RouteCheck[];
  /** Title of the KV namespace that has the record of its last change; without one there is none. */
  readonly auditNamespace?: string;
}

/** A short story of requests that shows that a system does what it is for. */
export interface SmokeTest {
  /** A fact in the present tense: `a feedback item is stored and found again`. */
  readonly name: string;
  readonly steps: readonly SmokeStep[];
}

/**
 * One request. `{id}` in path, headers, body or expectations stands for what an earlier step captured
 * as `id`; `{run}` is there from the start, another one in each run.
 */
export interface SmokeStep {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE" | "OPTIONS";
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  readonly body?: unknown;
  /** Statuses that are right. Default 200. */
  readonly statuses?: readonly number[];
  /** Values the answer's JSON must have, by dotted path: `{"item.title": "Smoke test"}`. */
  readonly expects?: Readonly<Record<string, string | number | boolean>>;
  /** Values kept for later steps: name to dotted path, `{id: "item.id"}`. */
  readonly captures?: Readonly<Record<string, string>>;
}

/** What a stack's committed file says of its people. */
export interface Team {
  /** Whose issues are the last way to them: `owner/name` */
  readonly repository: string;
  /** What the channels of this stack end in: `-staging`. */
  readonly channelSuffix: string;
}
