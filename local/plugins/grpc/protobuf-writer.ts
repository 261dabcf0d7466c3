const VARINT = 0;
const FIXED_64 = 1;
const LENGTH = 2;
/** A nested message's length takes this many bytes whatever it is, so it can be filled in later. */
const LENGTH_BYTES = 5;
const INITIAL_BYTES = 2048;

/** Writes one protobuf message into a growing buffer. */
export class Writer {
  #bytes = Buffer.allocUnsafe(INITIAL_BYTES);
  #at = 0;

  varint(field: number, value: number): void {
    this.#tag(field, VARINT);
    this.#number(value);
  }

  double(field: number, value: number): void {
    this.#tag(field, FIXED_64);
    this.#reserve(8);
    this.#at = this.#bytes.writeDoubleLE(value, this.#at);
  }

  text(field: number, value: string): void {
    const length = Buffer.byteLength(value);
    this.#tag(field, LENGTH);
    this.#number(length);
    this.#reserve(length);
    this.#at += this.#bytes.write(value, this.#at);
  }

  /** @param write writes the nested message's fields with this same writer. */
  message(field: number, write: () => void): void {
    this.#tag(field, LENGTH);
    this.#reserve(LENGTH_BYTES);
    const start = this.#at;
    this.#at += LENGTH_BYTES;
    write();
    this.#fillLength(start, this.#at - start - LENGTH_BYTES);
  }

  finish(): Buffer {
    return this.#bytes.subarray(0, this.#at);
  }

  #tag(field: number, wireType: number): void {
    this.#number(field * 8 + wireType);
  }

  #number(value: number): void {
    this.#reserve(10);
    let rest = value;
    while (rest > 0x7f) {
      this.#bytes[this.#at++] = (rest % 0x80) | 0x80;
      rest = Math.floor(rest / 0x80);
    }
    this.#bytes[this.#at++] = rest;
  }

  /** A varint with leading zeros, which every decoder takes. */
  #fillLength(at: number, length: number): void {
    let rest = length;
    for (let index = 0; index < LENGTH_BYTES; index += 1) {
      const isLast = index === LENGTH_BYTES - 1;
      this.#bytes[at + index] = (rest % 0x80) | (isLast ? 0 : 0x80);
      rest = Math.floor(rest / 0x80);
    }
  }

  #reserve(length: number): void {
    if (this.#at + length <= this.#bytes.length) return;
    const grown = Buffer.allocUnsafe(Math.max(this.#bytes.length * 2, this.#at + length));
    this.#bytes.copy(grown, 0, 0, this.#at);
    this.#bytes = grown;
  }
}
