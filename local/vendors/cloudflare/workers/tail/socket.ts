import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { WebSocketServer } from "ws";
import type { ControlPlane } from "../../control-plane.ts";
import { passes } from "./filters.ts";

const PROTOCOL = "trace-v1";

/** Streams tail events over WebSockets at `/tails/{id}`; an id is known only to who made the tail. */
export class TailSockets {
  readonly #plane: ControlPlane;
  readonly #server = new WebSocketServer({
    noServer: true,
    handleProtocols: (offered) => (offered.has(PROTOCOL) ? PROTOCOL : false),
  });

  constructor(plane: ControlPlane) {
    this.#plane = plane;
  }

  /** @returns false for a path that names no tail. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): boolean {
    const id = /\/tails\/([0-9a-f]{32})$/.exec(request.url ?? "")?.[1];
    const tail = id === undefined ? undefined : this.#plane.tables.tails.get(id);
    if (!tail) return false;
    this.#server.handleUpgrade(request, socket, head, (client) => {
      const stop = this.#plane.edge.tail(tail.script, (event) => {
        if (passes(event, tail.filters, Math.random)) client.send(JSON.stringify(event));
      });
      client.on("close", stop);
      client.on("error", () => client.terminate());
    });
    return true;
  }

  close(): void {
    for (const client of this.#server.clients) client.terminate();
    this.#server.close();
  }
}
