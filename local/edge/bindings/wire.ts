import type { IncomingMessage, ServerResponse } from "node:http";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream";

/** One call of a binding, as workerd sends it. */
export interface WireRequest {
  /** Namespace id, database id, bucket, queue or index. */
  resource: string;
  method: string;
  /** Path and query as sent, escapes included. */
  url: URL;
  /** Lower-case name → value. */
  headers: IncomingMessage["headers"];
  body: Buffer;
}

export interface WireResponse {
  status?: number;
  /** The reason phrase: KV and queues show it to the Worker. */
  statusText?: string;
  headers?: Record<string, string>;
  body?: string | Buffer | Readable;
}

export type WireHandler = (request: WireRequest) => WireResponse;

export function json(value: unknown, headers: Record<string, string> = {}): WireResponse {
  return {
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify(value),
  };
}

/** A refusal whose text reaches the Worker as the reason phrase: `KV PUT failed: 413 Value …`. */
export function refusal(status: number, text: string): WireResponse {
  return { status, statusText: text, body: text };
}

export async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks);
}

export function respond(response: ServerResponse, wire: WireResponse): void {
  const { status = 200, statusText, headers = {}, body = "" } = wire;
  const isStream = typeof body !== "string" && !Buffer.isBuffer(body);
  const length = isStream ? {} : { "content-length": String(Buffer.byteLength(body)) };
  const all = { ...length, ...headers };
  if (statusText === undefined) response.writeHead(status, all);
  else response.writeHead(status, toReasonPhrase(statusText), all);
  if (isStream) pipeline(body, response, () => undefined);
  else response.end(body);
}

/** HTTP allows neither line ends nor characters beyond one byte there. */
function toReasonPhrase(text: string): string {
  return text.replace(/[^\x20-\x7e\xa0-\xff]/g, "?");
}
