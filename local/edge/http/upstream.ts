import { Connection, type Exchange, type UpstreamSink } from "./connection.ts";
import type { UpstreamRequest } from "./request-writer.ts";

/** Below workerd's own limit of 5 s, so that a connection that it is closing is not used. */
const IDLE_LIMIT_MS = 3_000;

/**
 * HTTP/1.1 over connections to one workerd socket. It does what a proxy in front of a known server
 * needs and no more: a general client costs three times the CPU time per request.
 */
export class Upstream {
  /** Path of the socket. */
  readonly path: string;
  readonly #connections = new Set<Connection>();
  /** The one that was used last is at the end. */
  #idle: { connection: Connection; sinceMs: number }[] = [];
  #isClosed = false;

  constructor(path: string) {
    this.path = path;
  }

  send(request: UpstreamRequest, sink: UpstreamSink): Exchange {
    return this.#take().send(request, sink);
  }

  destroy(): void {
    this.#isClosed = true;
    for (const connection of this.#connections) connection.destroy();
  }

  #take(): Connection {
    const oldest = Date.now() - IDLE_LIMIT_MS;
    for (let idle = this.#idle.pop(); idle; idle = this.#idle.pop()) {
      if (idle.connection.isGone) continue;
      if (idle.sinceMs > oldest) return idle.connection;
      idle.connection.destroy();
    }
    const connection = new Connection(
      this.path,
      (free) => this.#idle.push({ connection: free, sinceMs: Date.now() }),
      (gone) => this.#connections.delete(gone),
    );
    this.#connections.add(connection);
    if (this.#isClosed) connection.destroy();
    return connection;
  }
}
