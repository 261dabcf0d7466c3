import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import type { ControlPlane } from "../../control-plane.ts";
import { passes } from "./filters.ts";
import { OneWaySocket } from "./one-way-socket.ts";

/** Streams tail events over WebSockets at `/tails/{id}`; an id is known only to who made the tail. */
export class TailSockets {
  readonly #plane: ControlPlane;
  readonly #open = new Set<OneWaySocket>();

  constructor(plane: ControlPlane) {
    this.#plane = plane;
  }

  /** @returns false for a path that names no tail. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): boolean {
    const { tables, edge } = this.#plane;
    const id = /\/tails\/([0-9a-f]{32})$/.exec(request.url ?? "")?.[1];
    const tail = id === undefined ? undefined : tables.tails.get(id);
    if (!tail) return false;
    const client = new OneWaySocket(request, socket, head, () => {
      this.#open.delete(client);
      stop();
    });
    this.#open.add(client);
    const stop = edge.tail(tail.script, (event) => {
      if (passes(event, tail.filters, Math.random)) client.send(JSON.stringify(event));
    });
    return true;
  }

  close(): void {
    for (const client of this.#open) client.close();
  }
}
