import { createHash } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { encodeFrame, FrameReader, opcodes } from "./frames.ts";

/** Of RFC 6455, section 1.3. */
const HANDSHAKE_GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
const PROTOCOL = "trace-v1";

/**
 * The server's end of a WebSocket that only sends: what the client says is dropped, but for pings
 * and its goodbye.
 */
export class OneWaySocket {
  readonly #socket: Duplex;
  readonly #onClose: () => void;
  #isOpen = true;

  /** Answers the upgrade; the connection is the socket's from here on. */
  constructor(request: IncomingMessage, socket: Duplex, head: Buffer, onClose: () => void) {
    this.#socket = socket;
    this.#onClose = onClose;
    const reader = new FrameReader();
    socket.write(handshake(request));
    socket.on("data", (chunk: Buffer) => this.#read(reader, chunk));
    socket.on("error", () => this.close());
    socket.on("end", () => this.close());
    socket.on("close", () => this.close());
    if (head.length > 0) this.#read(reader, head);
  }

  send(text: string): void {
    if (this.#isOpen) this.#socket.write(encodeFrame(opcodes.text, Buffer.from(text)));
  }

  close(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    // Sockets of an HTTP server stay half open by themselves.
    const goodbye = encodeFrame(opcodes.close, Buffer.alloc(0));
    this.#socket.end(goodbye, () => this.#socket.destroy());
    this.#onClose();
  }

  #read(reader: FrameReader, chunk: Buffer): void {
    try {
      for (const { opcode, payload } of reader.push(chunk)) {
        if (opcode === opcodes.ping) this.#socket.write(encodeFrame(opcodes.pong, payload));
        if (opcode === opcodes.close) this.close();
      }
    } catch {
      this.close();
    }
  }
}

function handshake(request: IncomingMessage): string {
  const key = request.headers["sec-websocket-key"] ?? "";
  const accept = createHash("sha1").update(`${key}${HANDSHAKE_GUID}`).digest("base64");
  const offered = request.headers["sec-websocket-protocol"]?.split(/\s*,\s*/) ?? [];
  return [
    "HTTP/1.1 101 Switching Protocols",
    "Upgrade: websocket",
    "Connection: Upgrade",
    `Sec-WebSocket-Accept: ${accept}`,
    ...(offered.includes(PROTOCOL) ? [`Sec-WebSocket-Protocol: ${PROTOCOL}`] : []),
    "\r\n",
  ].join("\r\n");
}
