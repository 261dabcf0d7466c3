import type { IncomingMessage, ServerResponse } from "node:http";
import { Readable } from "node:stream";
import type { Endpoint } from "../fleet/process.ts";
import { type Exchange, NotAnswered, type UpstreamSink } from "../http/connection.ts";
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
/** Cloudflare answers 524 when a Worker has not begun to answer by then. */
const RESPONSE_LIMIT_SECONDS = 100;
/** Bodies up to this size go out in one write with the head, as text. */
const ONE_WRITE_BYTES = 16 * 1024;

class BodyTooLarge extends Error {}
class ResponseTooLate extends Error {}

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
  const { process } = forwarded.endpoint;
  if (Number(request.headers["content-length"] ?? 0) > BODY_LIMIT_BYTES) {
    sendPage(request, response, bodyTooLarge(BODY_LIMIT_MB));
    return;
  }
  await process.ready;
  try {
    await send(request, response, forwarded);
  } catch (error) {
    if (!canRepeat(request, error)) return answerFailure(request, response, forwarded, error);
    await process.back();
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
    const fail = (error: Error) => {
      clearTimeout(timer);
      response.off("close", onClose);
      if (!response.headersSent) return reject(error);
      response.destroy();
      resolve();
    };
    const sink: UpstreamSink = {
      onHead(status, answer, keepsAlive) {
        clearTimeout(timer);
        if (hasThrown(status, answer, keepsAlive)) {
          onException();
          sendPage(request, response, workerThrew(plan.version.script));
        } else {
          response.writeHead(status, clientHeaders(answer, ray));
        }
      },
      onBody(chunk, isLast) {
        if (response.writableEnded) return;
        if (isLast) {
          if (chunk.length > ONE_WRITE_BYTES) response.end(chunk);
          else response.end(chunk.toString("latin1"), "latin1");
        } else if (!response.write(chunk)) {
          exchange.pause();
          response.once("drain", exchange.resume);
        }
      },
      onEnd() {
        if (!response.writableEnded) response.end();
      },
      onFailure: fail,
    };
    const onClose = () => {
      clearTimeout(timer);
      if (!response.writableFinished) exchange.abort();
      resolve();
    };
    const exchange: Exchange = process.upstream(plan).send(
      {
        method: request.method ?? "GET",
        target: url,
        headers,
        body: bodyOf(request),
        bodyBytes: bytesOf(request),
      },
      sink,
    );
    const timer = setTimeout(() => {
      exchange.abort();
      fail(new ResponseTooLate());
    }, RESPONSE_LIMIT_SECONDS * 1000);
    response.once("close", onClose);
  });
}

/** Whether nothing can have happened yet, or nothing that would matter if it happened twice. */
function canRepeat(request: IncomingMessage, error: unknown): boolean {
  if (!(error instanceof NotAnswered) || hasBody(request)) return false;
  return error.wasSent ? /^(GET|HEAD|OPTIONS)$/.test(request.method ?? "") : true;
}

function hasBody({ headers }: IncomingMessage): boolean {
  return headers["transfer-encoding"] !== undefined || headers["content-length"] !== undefined;
}

function bodyOf(request: IncomingMessage): Readable | null {
  if (request.headers["transfer-encoding"] !== undefined) return Readable.from(limited(request));
  return hasBody(request) ? request : null;
}

/** Undefined for a body that comes in chunks. */
function bytesOf({ headers }: IncomingMessage): number | undefined {
  if (headers["transfer-encoding"] !== undefined) return undefined;
  return headers["content-length"] === undefined ? undefined : Number(headers["content-length"]);
}

async function* limited(request: IncomingMessage): AsyncIterable<Buffer> {
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > BODY_LIMIT_BYTES) throw new BodyTooLarge();
    yield chunk;
  }
}

/** workerd's own answer for an exception; a Worker's text would have a `Content-Type`. */
const EXCEPTION = ["Content-Length", String("Internal Server Error".length)];

function hasThrown(status: number, headers: readonly string[], keepsAlive: boolean): boolean {
  return status === 500 && !keepsAlive && headers.join() === EXCEPTION.join();
}

/** The Worker's headers; `Server` and `CF-Ray` are the edge's to say. */
function clientHeaders(answer: readonly string[], ray: string): string[] {
  const headers = ["CF-Ray", ray, "Server", "cloudflare"];
  for (let index = 0; index < answer.length; index += 2) {
    const name = answer[index] ?? "";
    if (!/^(server|cf-ray)$/i.test(name)) headers.push(name, answer[index + 1] ?? "");
  }
  return headers;
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
  if (error instanceof ResponseTooLate) return workerTimedOut(script, RESPONSE_LIMIT_SECONDS);
  return workerUnavailable(script, error instanceof Error ? error.message : String(error));
}
