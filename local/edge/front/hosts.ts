import { isIP } from "node:net";
import type { RuntimeState } from "../contract.ts";
import {
  directAddress,
  noOrigin,
  noSuchWorkersDev,
  notDeployed,
  type Page,
  unknownHost,
} from "./pages.ts";
import { RouteTable } from "./routes.ts";

/** Who answers a request. */
export type Destination =
  | { kind: "worker"; script: string }
  /** A version by the first 8 digits of its id. */
  | { kind: "preview"; script: string; prefix: string }
  | { kind: "page"; page: Page };

/** A request's URL as the Worker is to see it. */
export interface Address {
  scheme: "http" | "https";
  /** With the port that the client used, if it used an alias. */
  host: string;
  /** The public name, without port, by which routes are looked up. */
  name: string;
}

const ALIAS = ".localhost";

/**
 * Names of hosts. Every public name also exists with `.localhost` behind it, because browsers take
 * such names for this machine: `feedback.example.com.localhost:8787`. A single label stands for the
 * workers.dev name: `my-worker.localhost`, `0123abcd-my-worker.localhost`.
 *
 * Under an alias the Worker sees the URL that the browser has, so that its links work. Under a
 * public name it sees what it would in production: `https`, and no port.
 * @param forwardedProto what a client says it used; public names count as `https` without it
 */
export function readAddress(
  hostHeader: string,
  subdomain: string,
  forwardedProto: string | undefined,
): Address {
  const host = hostHeader.toLowerCase();
  const bare = host.replace(/:\d+$/, "");
  if (bare.endsWith(ALIAS)) {
    const inner = bare.slice(0, -ALIAS.length);
    const name = inner.includes(".") ? inner : `${inner}.${subdomain}.workers.dev`;
    return { scheme: "http", host, name };
  }
  return { scheme: forwardedProto === "http" ? "http" : "https", host: bare, name: bare };
}

/** Finds who answers for a host and path, from everything that the edge was told to serve. */
export class HostTable {
  readonly state: RuntimeState;
  readonly #workersDev: string;
  readonly #routes: RouteTable;
  readonly #customDomains: ReadonlyMap<string, string>;
  readonly #scripts: ReadonlyMap<string, RuntimeState["scripts"][number]>;

  constructor(state: RuntimeState, subdomain: string) {
    this.state = state;
    this.#workersDev = `.${subdomain}.workers.dev`;
    this.#routes = new RouteTable(state.routes);
    this.#customDomains = new Map(
      state.customDomains.map(({ hostname, script }) => [hostname.toLowerCase(), script]),
    );
    this.#scripts = new Map(state.scripts.map((script) => [script.name, script]));
  }

  /** Host patterns of everything that is answered here, workers.dev names included. */
  patterns(): string[] {
    const routes = this.state.routes.map(({ pattern }) =>
      pattern
        .replace(/^https?:\/\//, "")
        .replace(/\/.*$/, "")
        .toLowerCase(),
    );
    return [...new Set([...routes, ...this.#customDomains.keys(), `*${this.#workersDev}`])];
  }

  /**
   * Routes come before custom domains on the same host.
   * @param target path with query
   */
  find({ scheme, name }: Pick<Address, "scheme" | "name">, target: string): Destination {
    if (name.endsWith(this.#workersDev)) {
      return this.#findWorkersDev(name.slice(0, -this.#workersDev.length), name);
    }
    const route = this.#routes.match(scheme, name, target);
    if (route) return route.script === null ? page(noOrigin(name)) : this.#worker(route.script);
    const script = this.#customDomains.get(name);
    if (script !== undefined) return this.#worker(script);
    if (this.#routes.knows(name)) return page(noOrigin(name));
    return page(isIP(name) || name === "localhost" ? directAddress() : unknownHost(name));
  }

  #findWorkersDev(label: string, name: string): Destination {
    const exact = this.#scripts.get(label);
    if (exact) {
      return exact.workersDev.enabled ? this.#worker(label) : page(noSuchWorkersDev(name));
    }
    const [, prefix, script] = /^([0-9a-f]{8})-(.+)$/.exec(label) ?? [];
    const owner = script === undefined ? undefined : this.#scripts.get(script);
    // Workers that implement Durable Objects have no preview URLs.
    const hasPreviews = owner?.workersDev.previewsEnabled && owner.durableObjects.length === 0;
    if (prefix === undefined || script === undefined || !hasPreviews) {
      return page(noSuchWorkersDev(name));
    }
    return { kind: "preview", script, prefix };
  }

  #worker(script: string): Destination {
    const isDeployed = (this.#scripts.get(script)?.split.length ?? 0) > 0;
    return isDeployed ? { kind: "worker", script } : page(notDeployed(script));
  }
}

function page(content: Page): Destination {
  return { kind: "page", page: content };
}
