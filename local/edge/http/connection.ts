import { PatientSocket } from "./patient-socket.ts";
import { sendBody, type UpstreamRequest, writeHead } from "./request-writer.ts";
import { ResponseParser, type ResponseSink } from "./response-parser.ts";

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

interface Active {
  sink: UpstreamSink;
  parser: ResponseParser;
  isBodySent: boolean;
}

/** One connection to a workerd socket: one exchange at a time, one after the other. */
export class Connection {
  readonly #socket = new PatientSocket();
  readonly #onFree: (connection: Connection) => void;
  #active: Active | undefined;

  /** @param onFree told when the connection can take the next request */
  constructor(
    path: string,
    onFree: (connection: Connection) => void,
    onGone: (connection: Connection) => void,
  ) {
    this.#onFree = onFree;
    this.#socket
      .on("data", (bytes) => this.#read(bytes))
      .on("error", (error) => this.#fail(error))
      .on("close", () => {
        onGone(this);
        this.#closed();
      })
      .connect({ path });
  }

  get isGone(): boolean {
    return this.#socket.destroyed;
  }

  send(request: UpstreamRequest, sink: UpstreamSink): Exchange {
    const parser = new ResponseParser(sink, request.method);
    const active: Active = { sink, parser, isBodySent: request.body === null };
    this.#active = active;
    writeHead(request, this.#socket);
    if (request.body) {
      sendBody(request.body, this.#socket, request.bodyBytes === undefined).then(
        () => {
          active.isBodySent = true;
        },
        (error: Error) => {
          if (this.#active === active) this.#fail(error);
        },
      );
    }
    return {
      pause: () => this.#socket.pause(),
      resume: () => this.#socket.resume(),
      abort: () => {
        if (this.#active !== active) return;
        this.#active = undefined;
        this.#socket.destroy();
      },
    };
  }

  destroy(): void {
    this.#socket.destroy();
  }

  #read(bytes: Buffer): void {
    const active = this.#active;
    if (!active) return;
    try {
      active.parser.push(bytes);
    } catch (error) {
      this.#fail(error as Error);
      return;
    }
    if (!active.parser.isComplete || this.#active !== active) return;
    this.#active = undefined;
    if (active.parser.keepsAlive && active.isBodySent) {
      this.#socket.resume();
      this.#onFree(this);
    } else {
      this.#socket.destroy();
    }
  }

  #fail(error: Error): void {
    const active = this.#active;
    this.#active = undefined;
    this.#socket.destroy();
    active?.sink.onFailure(active.parser.hasBegun ? error : new NotAnswered(error));
  }

  #closed(): void {
    const active = this.#active;
    if (!active) return;
    if (active.parser.close()) this.#active = undefined;
    else this.#fail(new Error("The connection was closed."));
  }
}
