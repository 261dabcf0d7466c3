import type { Socket } from "node:net";
import type { Readable } from "node:stream";

export interface UpstreamRequest {
  method: string;
  /** What stands in the request line: a path or a whole URL. */
  target: string;
  /** Names and values in turn; framing is added. */
  headers: readonly string[];
  body: Readable | Buffer | null;
  /** Of `body`, where it is known. */
  bodyBytes: number | undefined;
}

/** Writes everything before the body. */
export function writeHead(request: UpstreamRequest, socket: Socket): void {
  const { method, target, headers, body, bodyBytes } = request;
  let head = `${method} ${target} HTTP/1.1\r\n`;
  for (let index = 0; index < headers.length; index += 2) {
    head += `${headers[index]}: ${headers[index + 1]}\r\n`;
  }
  if (bodyBytes !== undefined) head += `content-length: ${bodyBytes}\r\n`;
  else if (body) head += "transfer-encoding: chunked\r\n";
  socket.write(`${head}\r\n`, "latin1");
}

/** @returns when the whole body has been read, and given to the socket unless that is closed. */
export async function sendBody(
  body: Readable | Buffer,
  socket: Socket,
  inChunks: boolean,
): Promise<void> {
  if (Buffer.isBuffer(body)) {
    socket.write(body);
    return;
  }
  // An answer may come before the end of the body. The client is still to get it, and the rest of the
  // body has to be out of the way of its next request.
  for await (const chunk of body as AsyncIterable<Buffer>) {
    if (socket.destroyed || chunk.length === 0) continue;
    const data = inChunks ? chunkOf(chunk) : chunk;
    if (!socket.write(data)) await drained(socket);
  }
  if (inChunks && !socket.destroyed) socket.write("0\r\n\r\n");
}

function chunkOf(data: Buffer): Buffer {
  const size = Buffer.from(`${data.length.toString(16)}\r\n`);
  return Buffer.concat([size, data, Buffer.from("\r\n")]);
}

function drained(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      socket.off("drain", done).off("close", done);
      resolve();
    };
    socket.on("drain", done).on("close", done);
  });
}
