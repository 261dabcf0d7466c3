import { Socket } from "node:net";

type Written = (error?: Error | null) => void;

/**
 * A socket that goes on reading when it cannot be written to any more. A server may answer before
 * it has read the whole request, and close: its answer is there to be read, but an ordinary socket
 * is destroyed by the next write, and the answer lost.
 */
export class PatientSocket extends Socket {
  override _write(chunk: unknown, encoding: BufferEncoding, written: Written): void {
    super._write(chunk, encoding, patiently(written));
  }

  override _writev(chunks: { chunk: unknown; encoding: BufferEncoding }[], written: Written): void {
    super._writev?.(chunks, patiently(written));
  }
}

function patiently(written: Written): Written {
  return (error) => {
    const code = (error as NodeJS.ErrnoException | null | undefined)?.code;
    if (code === "EPIPE" || code === "ECONNRESET") written();
    else written(error);
  };
}
