import type { IncomingMessage, ServerResponse } from "node:http";
import { buffer } from "node:stream/consumers";
import type { Clock } from "../../context.ts";

const LIMIT_BYTES = 64 * 1024 * 1024;
const NAMESPACE_HEADER = "cf-cache-namespace";

interface CachedResponse {
  status: number;
  headers: [string, string][];
  body: Buffer;
  expiresAtMs: number;
}

/**
 * What `caches.default` and `caches.open()` keep, in memory, shared by all versions: the service
 * behind workerd's Cache API, which speaks HTTP with `GET`, `PUT` (the whole response as a message)
 * and `PURGE`. `match()` ignores `Vary` and ranges.
 * @see https://developers.cloudflare.com/workers/runtime-apis/cache/
 */
export class ResponseCache {
  readonly #clock: Clock;
  /** Oldest first. */
  readonly #responses = new Map<string, CachedResponse>();
  #bytes = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const key = cacheKey(request);
    if (request.method === "PUT") {
      const isKept = this.#put(key, parseMessage(await buffer(request)));
      response.writeHead(isKept ? 204 : 413).end();
    } else if (request.method === "PURGE") {
      response.writeHead(this.#delete(key) ? 200 : 404).end();
    } else {
      this.#match(key, request, response);
    }
  }

  #match(key: string, { headers }: IncomingMessage, response: ServerResponse): void {
    const cached = this.#responses.get(key);
    if (!cached || cached.expiresAtMs <= this.#clock.now().getTime()) {
      this.#delete(key);
      response.writeHead(504, { "CF-Cache-Status": "MISS" }).end();
      return;
    }
    const etag = cached.headers.find(([name]) => name.toLowerCase() === "etag")?.[1];
    const isUnchanged = etag !== undefined && headers["if-none-match"] === etag;
    const sent = [...cached.headers, ["CF-Cache-Status", "HIT"]].flat();
    response.writeHead(isUnchanged ? 304 : cached.status, sent);
    response.end(isUnchanged ? undefined : cached.body);
  }

  #put(key: string, { status, headers, body }: Omit<CachedResponse, "expiresAtMs">): boolean {
    const fields = new Headers(headers);
    const lifeSeconds = freshSeconds(fields, this.#clock.now().getTime());
    const isStorable = status !== 206 && !fields.has("set-cookie") && fields.get("vary") !== "*";
    if (!isStorable || lifeSeconds <= 0 || body.length > LIMIT_BYTES) return false;
    this.#delete(key);
    const expiresAtMs = this.#clock.now().getTime() + lifeSeconds * 1000;
    this.#responses.set(key, { status, headers, body, expiresAtMs });
    this.#bytes += body.length;
    for (const oldest of this.#responses.keys()) {
      if (this.#bytes <= LIMIT_BYTES) break;
      this.#delete(oldest);
    }
    return true;
  }

  #delete(key: string): boolean {
    this.#bytes -= this.#responses.get(key)?.body.length ?? 0;
    return this.#responses.delete(key);
  }
}

function cacheKey({ headers, url }: IncomingMessage): string {
  const cf = JSON.parse(headers["mf-cf-blob"]?.toString() ?? "{}") as { cacheKey?: string };
  const namespace = headers[NAMESPACE_HEADER]?.toString() ?? "";
  return `${namespace}\n${cf.cacheKey ?? `${headers.host}${url}`}`;
}

/** How long a response may be kept; without any word of its own on that, not at all. */
function freshSeconds(headers: Headers, nowMs: number): number {
  const control = headers.get("cache-control")?.toLowerCase() ?? "";
  if (/no-store|no-cache|private(?!=)/.test(control)) return 0;
  const age = /s-maxage=(\d+)/.exec(control) ?? /max-age=(\d+)/.exec(control);
  if (age) return Number(age[1]);
  const expires = Date.parse(headers.get("expires") ?? "");
  return Number.isNaN(expires) ? 0 : (expires - nowMs) / 1000;
}

function parseMessage(message: Buffer): Omit<CachedResponse, "expiresAtMs"> {
  const end = message.indexOf("\r\n\r\n");
  const [statusLine = "", ...lines] = message.toString("latin1", 0, end).split("\r\n");
  return {
    status: Number(statusLine.split(" ")[1]),
    headers: lines.map((line) => {
      const colon = line.indexOf(":");
      return [line.slice(0, colon), line.slice(colon + 1).trim()];
    }),
    body: message.subarray(end + 4),
  };
}
