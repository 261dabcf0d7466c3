import { type handleUnaryCall, type ServerUnaryCall, status } from "@grpc/grpc-js";
import { PartialFailure } from "../partial-failure.ts";
import { initFailure } from "./init-failure.ts";

/** Who called. */
export interface Caller {
  /** The remote address, which stays the same for all calls of one connection. */
  peer: string;
  /** @returns what fires when the caller gives up or goes away. */
  gone(): AbortSignal;
}

/** An error that is a gRPC status by itself. */
export class StatusError extends Error {
  readonly code: status;

  constructor(code: status, message: string) {
    super(message);
    this.code = code;
  }
}

/** A handler that answers with what `handle` returns, or with the error that it throws. */
export function unary<Request, Response>(
  handle: (request: Request, caller: Caller) => Response | Promise<Response>,
  log: (line: string) => void,
): handleUnaryCall<Request, Response> {
  return async (call, callback) => {
    try {
      callback(null, await handle(call.request, callerOf(call)));
    } catch (error) {
      const failure = error instanceof Error ? error : new Error(String(error));
      log(`${call.getPath()}: ${failure.message}`);
      callback(serviceError(failure), null);
    }
  };
}

function callerOf<Request, Response>(call: ServerUnaryCall<Request, Response>): Caller {
  return {
    peer: call.getPeer(),
    gone() {
      const gone = new AbortController();
      call.once("cancelled", () => gone.abort());
      return gone.signal;
    },
  };
}

function serviceError(error: Error) {
  if (error instanceof PartialFailure) return initFailure(error);
  const code = error instanceof StatusError ? error.code : status.UNKNOWN;
  return { code, details: error.message };
}
