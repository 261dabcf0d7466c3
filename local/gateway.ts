import { setTimeout as delay } from "node:timers/promises";
import type { HttpBindings } from "@hono/node-server";
import { RESPONSE_ALREADY_SENT } from "@hono/node-server/utils/response";
import type { FaultRule, Faults } from "./faults.ts";
import type { Journal } from "./journal.ts";
import type { Operations } from "./operations.ts";
import { redact, redactTarget } from "./redact.ts";
import { LOCAL_TOKEN_PREFIX, type Vendor } from "./vendors/vendor.ts";

const BODY_LIMIT_BYTES = 64 * 1024;

/**
 * The way of every vendor call: fault rules, credential check, the vendor itself, journal.
 * A vendor never sees a call that is refused here.
 */
export class Gateway {
  readonly #vendors: readonly Vendor[];
  readonly #journal: Journal;
  readonly #faults: Faults;
  readonly #operations: Operations;

  constructor(
    vendors: readonly Vendor[],
    journal: Journal,
    faults: Faults,
    operations: Operations,
  ) {
    this.#vendors = vendors;
    this.#journal = journal;
    this.#faults = faults;
    this.#operations = operations;
  }

  vendorOf(path: string): Vendor | undefined {
    return this.#vendors.find(({ mount }) => path === mount || path.startsWith(`${mount}/`));
  }

  async handle(vendor: Vendor, request: Request, bindings?: HttpBindings): Promise<Response> {
    const url = new URL(request.url);
    url.pathname = url.pathname.slice(vendor.mount.length) || "/";
    const startedAt = performance.now();
    const time = this.#journal.now().toISOString();
    const requestBody = await describeBody(request);
    const fault = this.#faults.match(vendor.name, request.method, url.pathname);
    const response = await this.#answer(vendor, new Request(url, request), fault);
    this.#journal.append({
      time,
      vendor: vendor.name,
      method: request.method,
      path: redactTarget(url, vendor.secretInPath),
      requestBody,
      status: response?.status ?? 0,
      durationMs: Math.round((performance.now() - startedAt) * 10) / 10,
      userAgent: request.headers.get("user-agent") ?? "",
      faultId: fault?.id ?? null,
    });
    return response ?? cutConnection(bindings);
  }

  /** @returns undefined where the connection is to be cut. */
  async #answer(
    vendor: Vendor,
    request: Request,
    fault: FaultRule | undefined,
  ): Promise<Response | undefined> {
    const effect = fault?.effect;
    switch (effect?.kind) {
      case "status":
        return vendor.failure(effect.status, `Injected by ${fault?.id}.`, retryAfter(effect));
      case "garbage":
        return new Response("<!DOCTYPE html><title>502 Bad Gateway</title>", {
          headers: { "content-type": "text/html" },
        });
      case "cut-before":
        return undefined;
      case "hang":
        await delay(effect.ms);
        return undefined;
      case "latency":
        await delay(effect.ms);
    }
    const response = await this.#authenticated(vendor, request);
    return effect?.kind === "cut-after" ? undefined : response;
  }

  async #authenticated(vendor: Vendor, request: Request): Promise<Response> {
    const { pathname, search } = new URL(request.url);
    if (!vendor.isPublic(request.method, pathname)) {
      const credential = await vendor.credential(request);
      if (credential === undefined) return vendor.failure(401, "No credential was sent.");
      if (!credential.startsWith(LOCAL_TOKEN_PREFIX)) {
        return vendor.failure(
          401,
          `The local cloud refuses this credential: it may be a real one. Its own start with "${LOCAL_TOKEN_PREFIX}"; \`slipway local env\` prints them.`,
        );
      }
    }
    const path = vendor.mount + pathname + search;
    return this.#operations.answer(path, request, (each) => vendor.fetch(each));
  }
}

function retryAfter(effect: { retryAfterSeconds?: number | undefined }): {
  retryAfterSeconds?: number;
} {
  return effect.retryAfterSeconds === undefined
    ? {}
    : { retryAfterSeconds: effect.retryAfterSeconds };
}

/** What the journal keeps of a body: redacted JSON, form fields, or the size of anything else. */
async function describeBody(request: Request): Promise<unknown> {
  if (!request.body) return null;
  const type = request.headers.get("content-type") ?? "";
  if (type.startsWith("multipart/") || type === "application/octet-stream") {
    return { contentType: type.split(";")[0] };
  }
  const text = await request.clone().text();
  if (text.length > BODY_LIMIT_BYTES) return { bodyBytes: text.length };
  if (type.startsWith("application/x-www-form-urlencoded")) {
    return redact(Object.fromEntries(new URLSearchParams(text)));
  }
  try {
    return redact(JSON.parse(text));
  } catch {
    return { bodyBytes: text.length };
  }
}

function cutConnection(bindings: HttpBindings | undefined): Response {
  bindings?.outgoing.destroy();
  return RESPONSE_ALREADY_SENT;
}
