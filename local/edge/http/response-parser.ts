/** What a response is told to, piece by piece. */
export interface ResponseSink {
  /**
   * @param headers names and values in turn, without those that frame the message
   * @param keepsAlive whether the server will answer more requests on the connection
   */
  onHead(status: number, headers: string[], keepsAlive: boolean): void;
  /** @param isLast whether this is known to be the end of the body */
  onBody(chunk: Buffer, isLast: boolean): void;
  /** Also called when `onBody` has been told the end. */
  onEnd(): void;
}

/** Between the two ends of one connection only. */
const FRAMING = new Set(["connection", "keep-alive", "transfer-encoding"]);

const HEAD_END = Buffer.from("\r\n\r\n");

type Body = "length" | "chunked" | "until-close" | "none";

/**
 * Reads one HTTP/1.1 response from a server that is known to speak correctly (workerd), however the
 * bytes are cut. Trailers are dropped.
 */
export class ResponseParser {
  readonly #sink: ResponseSink;
  readonly #isHead: boolean;
  #pending: Buffer | undefined;
  #body: Body | undefined;
  /** Bytes to come of the body, or of its current chunk. */
  #remaining = 0;
  #isInTrailer = false;
  /** Whether the whole response has been read. */
  isComplete = false;
  /** Whether any byte of it has come. */
  hasBegun = false;
  /** Whether the connection may be used again afterwards. */
  keepsAlive = true;

  constructor(sink: ResponseSink, method: string) {
    this.#sink = sink;
    this.#isHead = method === "HEAD";
  }

  /** @throws Error when what comes is no HTTP response. */
  push(bytes: Buffer): void {
    this.hasBegun = true;
    let rest: Buffer | undefined = this.#pending ? Buffer.concat([this.#pending, bytes]) : bytes;
    this.#pending = undefined;
    while (rest !== undefined && !this.isComplete) rest = this.#step(rest);
  }

  /** The connection was closed; @returns whether that is a proper end of the response. */
  close(): boolean {
    if (this.#body === "until-close" && !this.isComplete) this.#end();
    return this.isComplete;
  }

  /** @returns what is left to read; undefined when more bytes are needed. */
  #step(bytes: Buffer): Buffer | undefined {
    if (this.#body === undefined) return this.#readHead(bytes);
    if (this.#body === "until-close") {
      this.#sink.onBody(bytes, false);
      return undefined;
    }
    if (this.#remaining > 0) return this.#readBody(bytes);
    return this.#readChunkLine(bytes);
  }

  #readHead(bytes: Buffer): Buffer | undefined {
    const end = bytes.indexOf(HEAD_END);
    if (end < 0) return this.#wait(bytes);
    const [statusLine = "", ...lines] = bytes.toString("latin1", 0, end).split("\r\n");
    const status = Number(/^HTTP\/1\.\d (\d{3})/.exec(statusLine)?.[1]);
    if (Number.isNaN(status)) throw new Error(`This is no HTTP response: ${statusLine}`);
    const rest = bytes.subarray(end + 4);
    // An interim response: the real one follows.
    if (status < 200) return rest.length > 0 ? rest : undefined;
    const headers: string[] = [];
    let body: Body = "until-close";
    for (const line of lines) {
      const colon = line.indexOf(":");
      const name = line.slice(0, colon).toLowerCase();
      const value = line.slice(colon + 1).trim();
      if (name === "content-length" && body !== "chunked") {
        body = "length";
        this.#remaining = Number(value);
      } else if (name === "transfer-encoding") {
        body = "chunked";
        this.#remaining = 0;
      } else if (name === "connection") {
        this.keepsAlive = value.toLowerCase() !== "close";
      }
      if (!FRAMING.has(name)) headers.push(line.slice(0, colon), value);
    }
    const hasBody = !this.#isHead && status !== 204 && status !== 304;
    this.#body = hasBody ? body : "none";
    this.#sink.onHead(status, headers, this.keepsAlive);
    if (this.#body === "none" || (this.#body === "length" && this.#remaining === 0)) this.#end();
    return rest.length > 0 ? rest : undefined;
  }

  #readBody(bytes: Buffer): Buffer | undefined {
    const part = bytes.length > this.#remaining ? bytes.subarray(0, this.#remaining) : bytes;
    this.#remaining -= part.length;
    const isLast = this.#body === "length" && this.#remaining === 0;
    this.#sink.onBody(part, isLast);
    if (isLast) this.#end();
    const rest = bytes.subarray(part.length);
    return rest.length > 0 ? rest : undefined;
  }

  /** Reads the size of the next chunk, the line break behind the one before, or a trailer. */
  #readChunkLine(bytes: Buffer): Buffer | undefined {
    const end = bytes.indexOf("\r\n");
    if (end < 0) return this.#wait(bytes);
    const line = bytes.toString("latin1", 0, end);
    if (this.#isInTrailer) {
      if (line === "") this.#end();
    } else if (line !== "") {
      this.#remaining = Number.parseInt(line, 16);
      if (Number.isNaN(this.#remaining)) throw new Error(`This is no size of a chunk: ${line}`);
      this.#isInTrailer = this.#remaining === 0;
    }
    const rest = bytes.subarray(end + 2);
    return rest.length > 0 ? rest : undefined;
  }

  #wait(bytes: Buffer): undefined {
    this.#pending = bytes;
  }

  #end(): void {
    this.isComplete = true;
    this.#sink.onEnd();
  }
}
