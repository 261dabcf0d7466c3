/** Opcodes of RFC 6455 that a one-way stream deals with. */
export const opcodes = { text: 0x1, close: 0x8, ping: 0x9, pong: 0xa } as const;

/** What a client sends besides requests: control frames. */
const MAX_PAYLOAD_BYTES = 64 * 1024;

export interface Frame {
  opcode: number;
  payload: Buffer;
}

/** A whole, unmasked frame, as servers send them. @see RFC 6455 section 5.2 */
export function encodeFrame(opcode: number, payload: Buffer): Buffer {
  const { length } = payload;
  const head =
    length < 126
      ? Buffer.from([0x80 | opcode, length])
      : length < 65_536
        ? Buffer.from([0x80 | opcode, 126, length >> 8, length & 0xff])
        : longHead(opcode, length);
  return Buffer.concat([head, payload]);
}

function longHead(opcode: number, length: number): Buffer {
  const head = Buffer.alloc(10);
  head[0] = 0x80 | opcode;
  head[1] = 127;
  head.writeBigUInt64BE(BigInt(length), 2);
  return head;
}

/**
 * Reads a client's frames. wrangler sends its first one unmasked, which RFC 6455 forbids and
 * Cloudflare's tail service takes (observed, 4.156.2), so both are read.
 */
export class FrameReader {
  #pending = Buffer.alloc(0);

  /** @returns the frames that are complete. @throws Error for one over 64 KiB. */
  push(chunk: Buffer): Frame[] {
    this.#pending = Buffer.concat([this.#pending, chunk]);
    const frames: Frame[] = [];
    for (let frame = this.#next(); frame; frame = this.#next()) frames.push(frame);
    return frames;
  }

  #next(): Frame | undefined {
    const bytes = this.#pending;
    if (bytes.length < 2) return undefined;
    const short = bytes.readUInt8(1) & 0x7f;
    const lengthBytes = short === 126 ? 2 : short === 127 ? 8 : 0;
    const isMasked = (bytes.readUInt8(1) & 0x80) !== 0;
    const start = 2 + lengthBytes + (isMasked ? 4 : 0);
    if (bytes.length < start) return undefined;
    const length = lengthBytes === 0 ? short : readLength(bytes, lengthBytes);
    if (length > MAX_PAYLOAD_BYTES) throw new Error(`A frame of ${length} bytes is too long.`);
    if (bytes.length < start + length) return undefined;
    const payload = Buffer.from(bytes.subarray(start, start + length));
    if (isMasked) unmask(payload, bytes.subarray(start - 4, start));
    this.#pending = bytes.subarray(start + length);
    return { opcode: bytes.readUInt8(0) & 0x0f, payload };
  }
}

function readLength(bytes: Buffer, lengthBytes: 2 | 8): number {
  return lengthBytes === 2 ? bytes.readUInt16BE(2) : Number(bytes.readBigUInt64BE(2));
}

function unmask(payload: Buffer, key: Buffer): void {
  for (let index = 0; index < payload.length; index++) {
    payload[index] = (payload[index] ?? 0) ^ (key[index % 4] ?? 0);
  }
}
