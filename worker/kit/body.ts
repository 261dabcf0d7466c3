import { exceedsJsonDepth } from "./json-depth.ts";
import { Problem } from "./problem.ts";

/**
 * Reads a body of at most `limitBytes`. The limit holds while streaming: `Content-Length` only lets
 * us refuse sooner. Compressed bodies are refused, so a small one cannot grow.
 *
 * @throws Problem payload_too_large, unsupported_media_type
 */
export async function readBytes(request: Request, limitBytes: number): Promise<Uint8Array> {
  const encoding = request.headers.get("content-encoding") ?? "identity";
  if (encoding.toLowerCase() !== "identity") {
    throw new Problem("unsupported_media_type", "Send the body without content encoding.");
  }
  if (Number(request.headers.get("content-length") ?? 0) > limitBytes) throw tooLarge(limitBytes);
  if (!request.body) return new Uint8Array();
  return collect(request.body, limitBytes);
}

/**
 * Reads a JSON body.
 *
 * @throws Problem payload_too_large, unsupported_media_type, invalid_json
 */
export async function readJson(
  request: Request,
  limits: { readonly bytes: number; readonly depth: number },
): Promise<unknown> {
  const type = request.headers.get("content-type") ?? "";
  if (!/^application\/json\s*(;|$)/i.test(type)) {
    throw new Problem("unsupported_media_type", "Send JSON with content-type application/json.");
  }
  const text = decodeUtf8(await readBytes(request, limits.bytes));
  if (exceedsJsonDepth(text, limits.depth)) {
    throw new Problem("invalid_json", `The JSON nests deeper than ${limits.depth} levels.`);
  }
  try {
    return JSON.parse(text);
  } catch {
    throw new Problem("invalid_json", "The body is not valid JSON.");
  }
}

async function collect(body: ReadableStream<Uint8Array>, limitBytes: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  // Leaving the loop by a throw cancels the stream.
  for await (const chunk of body) {
    size += chunk.byteLength;
    if (size > limitBytes) throw tooLarge(limitBytes);
    chunks.push(chunk);
  }
  return concatenate(chunks, size);
}

function concatenate(chunks: readonly Uint8Array[], size: number): Uint8Array {
  const bytes = new Uint8Array(size);
  let offset = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, offset);
    offset += chunk.byteLength;
  }
  return bytes;
}

function decodeUtf8(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: false }).decode(bytes);
  } catch {
    throw new Problem("invalid_json", "The body is not valid UTF-8.");
  }
}

function tooLarge(limitBytes: number): Problem {
  return new Problem("payload_too_large", `The body is larger than ${limitBytes} bytes.`);
}
