import type { Choice } from "./split.ts";

/**
 * What every workerd process knows of the others: who serves which Worker, and where its Durable
 * Objects live. The edge sends it whole to each process's `link` Worker whenever it changes.
 */
export interface LinkTable {
  /** Workers by name. */
  scripts: Readonly<Record<string, LinkScript>>;
  /** Durable Object namespaces by id; null while their host is being replaced. */
  objects: Readonly<Record<string, Place | null>>;
  hosts: {
    /** Patterns of hosts that the front answers. */
    served: readonly string[];
    /** Base URLs of what stands for hosts elsewhere, by host. */
    emulated: Readonly<Record<string, string>>;
  };
}

export interface LinkScript {
  /** As `orderChoices` gives them. */
  versions: readonly LinkVersion[];
  /** Whether somebody follows its events. */
  isWatched: boolean;
  /** Workers that get its events. */
  tailConsumers: readonly string[];
}

export interface LinkVersion extends Choice, Place {
  /** The Worker's own service. */
  service: string;
  /** The service that answers requests: the Worker's own, or its static assets in front of it. */
  entry: string;
}

export interface Place {
  /** Debug address of the process; null for the one that reads the table. */
  address: string | null;
}

/** Identifies whose events a tail entry point receives, or whose requests go out. */
export interface OriginProps {
  script: string;
  versionId: string;
}

/** The target of a service binding. */
export interface ServiceProps {
  script: string;
  entrypoint?: string;
}

/** An object in its home process. */
export interface HostedProps {
  namespaceId: string;
  id: string;
  /** The name that the id was made from, if it was: the object finds it in `ctx.id.name`. */
  name?: string;
}

/** A batch for a `queue()` handler; bodies in base64. */
export interface QueueCall {
  service: string;
  queue: string;
  messages: readonly {
    id: string;
    timestampMs: number;
    attempts: number;
    contentType: "text" | "bytes" | "json" | "v8";
    body: string;
  }[];
}

export interface ScheduledCall {
  service: string;
  cron: string;
  scheduledTimeMs: number;
}

/** Asks that calls to Durable Objects wait, and to be told when none is under way. */
export interface HoldCall {
  namespaces: readonly string[];
  limitMs: number;
}

/** Names of a process's `link` Worker, of what it finds in `env`, and of its entry points. */
export const LINK = {
  service: "link",
  debugPort: "DEBUG_PORT",
  network: "NETWORK",
  back: "BACK",
  allowOutbound: "ALLOW_OUTBOUND",
  controlKey: "CONTROL_KEY",
  serviceEntry: "Service",
  tailEntry: "Tail",
  outboundEntry: "Outbound",
  hostedEntry: "HostedObject",
} as const;

/** Under which the `link` Worker of a home process finds the objects of a namespace. */
export function namespaceBinding(namespaceId: string): string {
  return `objects:${namespaceId}`;
}

export const CONTROL_KEY_HEADER = "mf-control-key";
