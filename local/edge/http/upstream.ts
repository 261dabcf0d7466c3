import type { Socket } from "node:net";
import type { Readable } from "node:stream";
import { PatientSocket } from "./patient-socket.ts";
import { ResponseParser, type ResponseSink } from "./response-parser.ts";

/** Below workerd's own limit of 5 s, so that a connection that it is closing is not used. */
const IDLE_LIMIT_MS = 3_000;

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

/** Who a response is told to. */
export interface UpstreamSink extends ResponseSink {
  /** No response, or not a whole one, will come. */
  onFailure(error: Error): void;
}

/** A request under way. */
export interface Exchange {
  pause(): void;
  resume(): void;
  /** Ends it; nothing is told any more. */
  abort(): void;
}

/** The connection ended, or could not be made, before any byte of an answer came. */
export class NotAnswered extends Error {
  override readonly name = "NotAnswered";
  /** Whether the request may have arrived. */
  readonly wasSent: boolean;

  constructor(cause: NodeJS.ErrnoException) {
    super(cause.message, { cause });
    this.wasSent = cause.code !== "ECONNREFUSED" && cause.code !== "ENOENT";
  }
}

interface Idle {
  socket: Socket;
  sinceMs: number;
}

/**
 * HTTP/1.1 over connections to one workerd socket. It does what a proxy in front of a known server
 * needs and no more: a general client costs three times the CPU time per request.
 */
export class Upstream {
  /** Path of the socket. */
  readonly path: string;
  readonly #sockets = new Set<Socket>();
  #idle: Idle[] = [];
  #isClosed = false;

  constructor(path: string) {
    this.path = path;
  }

  send(request: UpstreamRequest, sink: UpstreamSink): Exchange {
    const parser = new ResponseParser(sink, request.method);
    const socket = this.#take();
    let isOver = false;
    let bodySent = request.body === null;
    const finish = (error?: Error) => {
      if (isOver) return;
      isOver = true;
      socket.off("data", onData).off("close", onClose).off("error", onError);
      if (error === undefined && parser.keepsAlive && bodySent) this.#release(socket);
      else socket.destroy();
      if (error) sink.onFailure(error);
    };
    const onData = (bytes: Buffer) => {
      try {
        parser.push(bytes);
        if (parser.isComplete) finish();
      } catch (error) {
        finish(error as Error);
      }
    };
    const onError = (error: Error) => finish(parser.hasBegun ? error : new NotAnswered(error));
    const onClose = () => {
      if (parser.close()) finish();
      else onError(new Error("The connection was closed."));
    };
    socket.on("data", onData).on("close", onClose).on("error", onError);
    socket.write(requestHead(request), "latin1");
    if (request.body) {
      sendBody(request.body, socket, request.bodyBytes === undefined).then(
        () => {
          bodySent = true;
        },
        (error: Error) => finish(error),
      );
    }
    return {
      pause: () => socket.pause(),
      resume: () => socket.resume(),
      abort: () => {
        isOver = true;
        socket.destroy();
      },
    };
  }

  destroy(): void {
    this.#isClosed = true;
    for (const socket of this.#sockets) socket.destroy();
  }

  #take(): Socket {
    const now = performance.now();
    for (let idle = this.#idle.pop(); idle; idle = this.#idle.pop()) {
      if (now - idle.sinceMs < IDLE_LIMIT_MS && !idle.socket.destroyed) {
        return idle.socket;
      }
      idle.socket.destroy();
    }
    const socket = new PatientSocket();
    socket.connect({ path: this.path });
    this.#sockets.add(socket);
    socket.once("close", () => this.#sockets.delete(socket));
    // An idle connection may end at any time.
    socket.on("error", () => socket.destroy());
    if (this.#isClosed) socket.destroy();
    return socket;
  }

  #release(socket: Socket): void {
    socket.resume();
    this.#idle.push({ socket, sinceMs: performance.now() });
  }
}

function requestHead({ method, target, headers, body, bodyBytes }: UpstreamRequest): string {
  let head = `${method} ${target} HTTP/1.1\r\n`;
  for (let index = 0; index < headers.length; index += 2) {
    head += `${headers[index]}: ${headers[index + 1]}\r\n`;
  }
  if (bodyBytes !== undefined) head += `content-length: ${bodyBytes}\r\n`;
  else if (body) head += "transfer-encoding: chunked\r\n";
  return `${head}\r\n`;
}

async function sendBody(body: Readable | Buffer, socket: Socket, inChunks: boolean): Promise<void> {
  if (Buffer.isBuffer(body)) {
    socket.write(body);
    return;
  }
  // An answer may come before the end of the body: the client is still to get it.
  const chunks: AsyncIterable<Buffer> = body.iterator({ destroyOnReturn: false });
  for await (const chunk of chunks) {
    if (socket.destroyed) return;
    if (chunk.length === 0) continue;
    const data = inChunks ? chunkOf(chunk) : chunk;
    if (!socket.write(data)) await drained(socket);
  }
  if (inChunks) socket.write("0\r\n\r\n");
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
