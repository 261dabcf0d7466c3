const CONTINUES = 0x80;

/** Reads one protobuf message field by field. */
export class Reader {
  readonly #bytes: Buffer;
  readonly #end: number;
  #at: number;
  #wireType = 0;

  constructor(bytes: Buffer, start = 0, end = bytes.length) {
    this.#bytes = bytes;
    this.#at = start;
    this.#end = end;
  }

  /** The next field's number, or 0 at the message's end. Its value has to be read or skipped. */
  nextField(): number {
    if (this.#at >= this.#end) return 0;
    const tag = this.varint();
    this.#wireType = tag & 7;
    return tag >>> 3;
  }

  /** Unsigned, at most 2^53. */
  varint(): number {
    let value = 0;
    let scale = 1;
    for (;;) {
      const byte = this.#bytes[this.#at++] ?? 0;
      value += (byte & 0x7f) * scale;
      if (byte < CONTINUES) return value;
      scale *= CONTINUES;
    }
  }

  flag(): boolean {
    return this.varint() !== 0;
  }

  double(): number {
    const value = this.#bytes.readDoubleLE(this.#at);
    this.#at += 8;
    return value;
  }

  text(): string {
    const [start, end] = this.#span();
    return this.#bytes.toString("utf8", start, end);
  }

  bytes(): Uint8Array {
    const [start, end] = this.#span();
    return this.#bytes.subarray(start, end);
  }

  message(): Reader {
    const [start, end] = this.#span();
    return new Reader(this.#bytes, start, end);
  }

  skip(): void {
    if (this.#wireType === 0) this.varint();
    else if (this.#wireType === 1) this.#at += 8;
    else if (this.#wireType === 2) this.#span();
    else this.#at += 4;
  }

  #span(): [start: number, end: number] {
    const length = this.varint();
    const start = this.#at;
    this.#at += length;
    return [start, this.#at];
  }
}
