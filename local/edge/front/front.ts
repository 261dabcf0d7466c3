import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import { LocalCloudError } from "../../errors.ts";
import { keepsIdleConnections } from "../../idle-connections.ts";
import type { Endpoint } from "../fleet/process.ts";
import type { Traffic } from "../fleet/traffic.ts";
import { OVERRIDES_HEADER } from "../link/overrides.ts";
import { KEY_HEADER, type Preference } from "../link/split.ts";
import { type Forwarded, forward } from "./forward.ts";
import { type Destination, type HostTable, readAddress } from "./hosts.ts";
import {
  addressTooLong,
  noSuchWorkersDev,
  type Page,
  sendPage,
  tooManyHops,
  workerUnavailable,
} from "./pages.ts";
import { nextRay, workerHeaders } from "./request-headers.ts";
import { forwardUpgrade } from "./upgrade.ts";

/** @see https://developers.cloudflare.com/workers/platform/limits/#request-limits */
const URL_LIMIT_KB = 16;
const HEADERS_LIMIT_BYTES = 128 * 1024;
const MAX_HOPS = 16;
/** How often a request has been sent on from Worker to Worker through this front. */
const HOPS_HEADER = "cf-ew-via";

export interface FrontOptions {
  subdomain: string;
  traffic: Traffic;
  hosts(): HostTable;
  /** @returns undefined when the Worker has no deployment. */
  choose(script: string, preference: Preference): Endpoint | undefined;
  /** @returns undefined when there is no such version. */
  preview(script: string, prefix: string): Promise<Endpoint | undefined>;
  /** Told when a Worker threw instead of answering. */
  onException(endpoint: Endpoint, request: string): void;
}

/** What is known of a request that came from a Worker here, not from outside. */
interface Caller {
  worker: string;
  hops: number;
}

/** The edge's HTTP server: finds the Worker and version for each request and passes it on. */
export class Front {
  readonly #options: FrontOptions;
  readonly #server: Server;

  constructor(options: FrontOptions) {
    this.#options = options;
    this.#server = createServer({
      maxHeaderSize: HEADERS_LIMIT_BYTES,
      requestTimeout: 0,
      ...keepsIdleConnections,
    });
    this.#server.on("request", (request, response) => void this.handle(request, response));
    this.#server.on("upgrade", (request, socket, head) => {
      void this.upgrade(request, socket, head);
    });
  }

  /** @throws LocalCloudError `port-in-use`. */
  async listen(host: string, port: number): Promise<string> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.#server.once("error", reject);
    this.#server.listen(port, host, resolve);
    try {
      await promise;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EADDRINUSE") throw error;
      throw new LocalCloudError("port-in-use", `Port ${port} on ${host} is taken.`, {
        hint: "Choose another port for the edge, or 0 for any free one.",
        cause: error,
      });
    }
    const { port: actual } = this.#server.address() as AddressInfo;
    return `http://${host}:${actual}`;
  }

  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    this.#server.closeAllConnections();
    await closed;
  }

  /** @param caller set when a Worker's `fetch()` leads here */
  async handle(request: IncomingMessage, response: ServerResponse, caller?: Caller): Promise<void> {
    response.once("close", this.#options.traffic.enter());
    const found = await this.#find(request, caller);
    if ("status" in found) sendPage(request, response, found);
    else await forward(request, response, found);
  }

  async upgrade(
    request: IncomingMessage,
    socket: Duplex,
    head: Buffer,
    caller?: Caller,
  ): Promise<void> {
    socket.once("close", this.#options.traffic.enter());
    socket.on("error", () => socket.destroy());
    const found = await this.#find(request, caller);
    if ("status" in found) {
      socket.end(`HTTP/1.1 ${found.status} ${found.title}\r\nConnection: close\r\n\r\n`);
      return;
    }
    await forwardUpgrade(request, socket, head, found);
  }

  /** What to send on and where, or the page to answer with. */
  async #find(request: IncomingMessage, caller: Caller | undefined): Promise<Forwarded | Page> {
    const { host = "", "x-forwarded-proto": proto } = request.headers;
    const address = readAddress(host, this.#options.subdomain, proto?.toString());
    const target = request.url ?? "/";
    if (target.length > URL_LIMIT_KB * 1024) return addressTooLong(URL_LIMIT_KB);
    if (caller && caller.hops >= MAX_HOPS) return tooManyHops();
    const destination = this.#options.hosts().find(address, target);
    if (destination.kind === "page") return destination.page;
    const endpoint = await this.#endpoint(destination, request);
    if (!endpoint) return noSuchWorkersDev(address.name);
    if ("status" in endpoint) return endpoint;
    const ray = nextRay();
    const headers = workerHeaders(request, address, { ray, worker: caller?.worker });
    if (caller) headers.push(HOPS_HEADER, String(caller.hops + 1));
    const url = `${address.scheme}://${address.host}${target}`;
    const onException = () => this.#options.onException(endpoint, `${request.method} ${url}`);
    return { endpoint, url, headers, ray, onException };
  }

  async #endpoint(
    destination: Exclude<Destination, { kind: "page" }>,
    { headers }: IncomingMessage,
  ): Promise<Endpoint | Page | undefined> {
    const { script } = destination;
    if (destination.kind === "worker") {
      return this.#options.choose(script, {
        overrides: headers[OVERRIDES_HEADER]?.toString(),
        key: headers[KEY_HEADER]?.toString(),
      });
    }
    try {
      return await this.#options.preview(script, destination.prefix);
    } catch (error) {
      return workerUnavailable(script, error instanceof Error ? error.message : String(error));
    }
  }
}

/** Hops of a request that came from a Worker. */
export function callerOf({ headers }: IncomingMessage): Caller {
  return {
    worker: headers["cf-worker"]?.toString() ?? "",
    hops: Number(headers[HOPS_HEADER] ?? 0),
  };
}
