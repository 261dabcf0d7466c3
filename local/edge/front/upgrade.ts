import type { IncomingMessage } from "node:http";
import { connect } from "node:net";
import type { Duplex } from "node:stream";
import type { Forwarded } from "./forward.ts";

/**
 * Passes an upgrade (a WebSocket) through to a version, byte by byte.
 * @returns when both sides are closed
 */
export async function forwardUpgrade(
  request: IncomingMessage,
  client: Duplex,
  head: Buffer,
  { endpoint: { plan, process }, url, headers }: Forwarded,
): Promise<void> {
  await process.ready;
  const worker = connect({ path: process.upstream(plan).path });
  const closed = new Promise<void>((resolve) => client.once("close", resolve));
  worker.once("connect", () => {
    worker.write(requestHead(request, url, headers));
    worker.write(head);
    worker.pipe(client).pipe(worker);
  });
  worker.on("error", () => client.destroy());
  client.on("error", () => worker.destroy());
  worker.once("close", () => client.destroy());
  client.once("close", () => worker.destroy());
  await closed;
}

function requestHead(request: IncomingMessage, url: string, headers: readonly string[]): string {
  const lines = [`${request.method} ${url} HTTP/1.1`];
  for (let index = 0; index < headers.length; index += 2) {
    lines.push(`${headers[index]}: ${headers[index + 1]}`);
  }
  lines.push("Connection: Upgrade", `Upgrade: ${request.headers.upgrade ?? "websocket"}`, "", "");
  return lines.join("\r\n");
}
