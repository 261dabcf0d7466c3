import type { QueueContentType } from "../../data/contract.ts";
import { QueueError, type QueueErrorCode } from "../../data/queue-rules.ts";
import type { OutgoingMessage, QueueStore } from "../../data/queue-store.ts";
import { json, refusal, type WireHandler, type WireRequest, type WireResponse } from "./wire.ts";

/** @see https://developers.cloudflare.com/queues/reference/error-codes/ */
const ERRORS: Record<QueueErrorCode, { status: number; number: number }> = {
  "message-too-large": { status: 413, number: 10204 },
  "batch-too-large": { status: 413, number: 10205 },
  "too-many-messages": { status: 413, number: 10206 },
  "invalid-content-type": { status: 400, number: 10203 },
  "invalid-delay": { status: 400, number: 10203 },
};

const CONTENT_TYPES: readonly string[] = ["text", "bytes", "json", "v8"];

interface WireBatch {
  messages: { body: string; contentType?: string; delaySecs?: number }[];
}

/**
 * What a `queue` binding speaks: `POST /message` with the format in a header, `POST /batch` with
 * bodies in Base64, `GET /metrics`. A message without a format is a V8 value.
 * @see workerd `src/workerd/api/queue.c++`, and requests observed from workerd 1.20261102
 */
export function queueWire(queues: QueueStore): WireHandler {
  return (request) => {
    try {
      return route(queues, request);
    } catch (error) {
      if (!(error instanceof QueueError)) throw error;
      return describeError(error);
    }
  };
}

function route(queues: QueueStore, request: WireRequest): WireResponse {
  const { resource, method, url, headers, body } = request;
  switch (`${method} ${url.pathname}`) {
    case "POST /message":
      queues.send(
        resource,
        [{ body, contentType: parseContentType(headers["x-msg-fmt"]) }],
        batchDelay(request),
      );
      return json({ metadata: { metrics: describeBacklog(queues, resource) } });
    case "POST /batch":
      queues.send(resource, parseBatch(body), batchDelay(request));
      return json({ metadata: { metrics: describeBacklog(queues, resource) } });
    case "GET /metrics":
      return json(describeBacklog(queues, resource));
    default:
      return refusal(404, "Not Found");
  }
}

function parseBatch(body: Buffer): OutgoingMessage[] {
  const { messages } = JSON.parse(body.toString()) as WireBatch;
  return messages.map((message) => ({
    body: Buffer.from(message.body, "base64"),
    contentType: parseContentType(message.contentType),
    delaySeconds: message.delaySecs,
  }));
}

function parseContentType(format: unknown): QueueContentType {
  if (format === undefined) return "v8";
  if (typeof format === "string" && CONTENT_TYPES.includes(format)) {
    return format as QueueContentType;
  }
  throw new QueueError(
    "invalid-content-type",
    `message content type ${String(format)} is invalid; if specified, must be one of 'text', 'json', 'bytes', or 'v8'`,
  );
}

/** The call's delay, else the binding's own. */
function batchDelay({ headers }: WireRequest): number | undefined {
  const delay = headers["x-msg-delay-secs"] ?? headers["slipway-delivery-delay"];
  return delay === undefined ? undefined : Number(delay);
}

/** From compatibility date 2026-02-17 on the runtime shows the headers, before it the reason phrase. */
function describeError({ code, message }: QueueError): WireResponse {
  const { status, number } = ERRORS[code];
  return {
    ...refusal(status, message),
    headers: { "cf-queues-error-code": String(number), "cf-queues-error-cause": message },
  };
}

function describeBacklog(queues: QueueStore, queue: string) {
  const { messages, bytes, oldestTimestampMs } = queues.backlog(queue);
  return { backlogCount: messages, backlogBytes: bytes, oldestMessageTimestamp: oldestTimestampMs };
}
