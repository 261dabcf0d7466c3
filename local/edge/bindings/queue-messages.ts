import type { DeliveredMessage } from "../contract.ts";

/** A message as workerd's `queue()` event takes it. */
export type WorkerMessage = { id: string; timestamp: Date; attempts: number } & (
  | { body: unknown }
  | { serializedBody: ArrayBuffer }
);

/** Messages as `(await miniflare.getWorker(name)).queue(queue, messages)` takes them. */
export function toWorkerMessages(messages: readonly DeliveredMessage[]): WorkerMessage[] {
  return messages.map((message) => ({
    id: message.id,
    timestamp: new Date(message.timestampMs),
    attempts: message.attempts,
    ...toBody(message),
  }));
}

function toBody({ contentType, body }: DeliveredMessage) {
  switch (contentType) {
    case "v8":
      return { serializedBody: toArrayBuffer(body) };
    case "bytes":
      return { body: toArrayBuffer(body) };
    case "json":
      return { body: JSON.parse(body.toString()) as unknown };
    case "text":
      return { body: body.toString() };
  }
}

function toArrayBuffer(bytes: Buffer): ArrayBuffer {
  return Uint8Array.from(bytes).buffer;
}
