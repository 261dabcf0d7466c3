import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from "node:http";
import { Readable } from "node:stream";
import type { Dispatcher } from "undici";
import { type Endpoint, RESPONSE_LIMIT_MS } from "../fleet/process.ts";
import {
  bodyTooLarge,
  type Page,
  sendPage,
  workerThrew,
  workerTimedOut,
  workerUnavailable,
} from "./pages.ts";

/** Enterprise plans may have more. @see https://developers.cloudflare.com/workers/platform/limits/#request-limits */
const BODY_LIMIT_MB = 100;
const BODY_LIMIT_BYTES = BODY_LIMIT_MB * 1000 * 1000;

const HOP_BY_HOP = ["connection", "keep-alive", "transfer-encoding"] as const;

class BodyTooLarge extends Error {}

export interface Forwarded {
  endpoint: Endpoint;
  /** Absolute: the Worker's `request.url`. */
  url: string;
  headers: string[];
  ray: string;
  /** Told that the Worker threw instead of answering. */
  onException(): void;
}

/** Sends a request on to a version and its answer back, both as streams. */
export async function forward(
  request: IncomingMessage,
  response: ServerResponse,
  forwarded: Forwarded,
): Promise<void> {
  if (Number(request.headers["content-length"] ?? 0) > BODY_LIMIT_BYTES) {
    sendPage(request, response, bodyTooLarge(BODY_LIMIT_MB));
    return;
  }
  await forwarded.endpoint.process.ready;
  try {
    await send(request, response, forwarded);
  } catch (error) {
    const canRepeat = isRefused(error) && !hasBody(request);
    if (!canRepeat) return answerFailure(request, response, forwarded, error);
    // The process has just ended: nothing was sent, and it will be back in a moment.
    await forwarded.endpoint.process.back();
    await send(request, response, forwarded).catch((again: unknown) =>
      answerFailure(request, response, forwarded, again),
    );
  }
}

/** @returns when the answer has been sent whole, or the client has gone. Rejects if none began. */
function send(
  request: IncomingMessage,
  response: ServerResponse,
  { endpoint: { plan, process }, url, headers, ray, onException }: Forwarded,
): Promise<void> {
  return new Promise((resolve, reject) => {
    let controller: Dispatcher.DispatchController | undefined;
    const onClose = () => {
      if (!response.writableFinished) controller?.abort(new Error("The client has gone."));
      resolve();
    };
    response.once("close", onClose);
    const handler: Dispatcher.DispatchHandler = {
      onRequestStart(started) {
        controller = started;
      },
      onResponseStart(_controller, status, answer) {
        if (!hasThrown(status, answer)) {
          response.writeHead(status, clientHeaders(answer, ray));
          return;
        }
        onException();
        sendPage(request, response, workerThrew(plan.version.script));
      },
      onResponseData(reading, chunk) {
        if (response.writableEnded || response.write(chunk)) return;
        reading.pause();
        response.once("drain", () => reading.resume());
      },
      onResponseEnd() {
        if (!response.writableEnded) response.end();
      },
      onResponseError(_controller, error) {
        if (response.headersSent) {
          response.destroy();
          return;
        }
        response.off("close", onClose);
        reject(error);
      },
    };
    process.pool(plan).dispatch(
      {
        path: url,
        method: (request.method ?? "GET") as Dispatcher.HttpMethod,
        headers,
        body: bodyOf(request),
      },
      handler,
    );
  });
}

function hasBody({ headers }: IncomingMessage): boolean {
  return headers["transfer-encoding"] !== undefined || headers["content-length"] !== undefined;
}

function bodyOf(request: IncomingMessage): Readable | null {
  if (request.headers["transfer-encoding"] !== undefined) return Readable.from(limited(request));
  return hasBody(request) ? request : null;
}

async function* limited(request: IncomingMessage): AsyncIterable<Buffer> {
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > BODY_LIMIT_BYTES) throw new BodyTooLarge();
    yield chunk;
  }
}

/** workerd's own answer for an exception: a Worker can set neither of the two headers so. */
function hasThrown(status: number, headers: IncomingHttpHeaders): boolean {
  return status === 500 && headers.connection === "close" && headers["content-type"] === undefined;
}

function clientHeaders(answer: IncomingHttpHeaders, ray: string): IncomingHttpHeaders {
  const headers: IncomingHttpHeaders = { ...answer, "cf-ray": ray, server: "cloudflare" };
  for (const name of HOP_BY_HOP) delete headers[name];
  return headers;
}

function isRefused(error: unknown): boolean {
  const code = (error as { code?: unknown }).code;
  return code === "ECONNREFUSED" || code === "UND_ERR_DESTROYED" || code === "UND_ERR_CLOSED";
}

function answerFailure(
  request: IncomingMessage,
  response: ServerResponse,
  { endpoint }: Forwarded,
  error: unknown,
): void {
  if (response.headersSent || response.destroyed) response.destroy();
  else sendPage(request, response, failurePage(endpoint.plan.version.script, error));
}

function failurePage(script: string, error: unknown): Page {
  if (error instanceof BodyTooLarge) return bodyTooLarge(BODY_LIMIT_MB);
  if ((error as { code?: unknown }).code === "UND_ERR_HEADERS_TIMEOUT") {
    return workerTimedOut(script, RESPONSE_LIMIT_MS / 1000);
  }
  return workerUnavailable(script, error instanceof Error ? error.message : String(error));
}
