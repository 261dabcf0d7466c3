import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";

export const vendorNames = [
  "cloudflare",
  "github",
  "pagerduty",
  "slack",
  "cloudflare-status",
] as const;
export type VendorName = (typeof vendorNames)[number];

/** How much of one documented operation an emulated vendor does. */
export interface CoverageRow {
  method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Route pattern as registered, relative to the vendor's mount: `/accounts/:account/queues`. */
  path: string;
  support: "full" | "partial";
  /** What is missing, for `partial`. */
  note?: string;
}

/** An edit that a person would make in the vendor's dashboard, behind Pulumi's back. */
export interface Click {
  /** `kebab-case`, unique within the vendor: `edit-environment-wait-timer`. */
  name: string;
  description: string;
  /** Argument names in order, for help texts. */
  parameters: readonly string[];
  /** @returns one line on what was changed. @throws LocalCloudError `invalid-click`. */
  run(args: readonly string[]): string | Promise<string>;
}

/** One emulated vendor: its HTTP API and what the rest of the local cloud needs of it. */
export interface Vendor {
  readonly name: VendorName;
  /** Path prefix on the API listener: `/client/v4`. Requests arrive with it removed. */
  readonly mount: string;
  /** Its public hosts, each with the path on the API listener that stands for the host's root. */
  readonly hosts: Readonly<Record<string, string>>;
  readonly coverage: readonly CoverageRow[];
  readonly clicks: readonly Click[];
  /** Creates what an account has from the start (account, zone, users …); running twice changes nothing. */
  seed(): void;
  /** Answers a request; its URL's path has no mount. Authentication is done by the caller. */
  fetch(request: Request): Response | Promise<Response>;
  /** Credential presented by a request, or undefined if there is none. */
  credential(request: Request): string | undefined | Promise<string | undefined>;
  /** Whether the operation needs no credential (PagerDuty's events, Slack's webhooks, status pages). */
  isPublic(method: string, path: string): boolean;
  /** What of a path is a credential by itself; nothing keeps it. */
  readonly secretInPath?: RegExp;
  /** An error in the vendor's own envelope, for refusals and injected faults. */
  failure(status: number, message: string, options?: { retryAfterSeconds?: number }): Response;
  /** Takes over a WebSocket upgrade below the mount; false if the path is none of its own. */
  upgrade?(request: IncomingMessage, socket: Duplex, head: Buffer): boolean;
  /** What the console shows of the vendor: plain JSON without secrets. */
  snapshot(): unknown;
}

/** Credentials of the local cloud start with this; anything else may be a real one and is refused. */
export const LOCAL_TOKEN_PREFIX = "local-";
