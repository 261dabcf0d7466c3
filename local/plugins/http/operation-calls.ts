import { OPERATION_HEADER, type Operations } from "../../operations.ts";
import type { ApiAnswer, ApiRequest } from "./send.ts";

/** One write of an operation: how it is marked, and the answer that it may have had already. */
export interface OperationCall {
  headers: Record<string, string>;
  answered(): ApiAnswer | undefined;
}

/** Numbers the writes of one creation or deletion, so that none of them is done twice. */
export class OperationCalls {
  readonly #urn: string;
  readonly #operations: Operations;
  #count = 0;

  constructor(urn: string, operations: Operations) {
    this.#urn = urn;
    this.#operations = operations;
  }

  /** @returns undefined for a read. */
  next({ method, url }: ApiRequest): OperationCall | undefined {
    if (method === "GET") return undefined;
    const position = this.#count++;
    return {
      headers: { [OPERATION_HEADER]: `${position} ${encodeURIComponent(this.#urn)}` },
      answered: () => {
        const call = this.#operations.find(this.#urn)?.calls[position];
        if (call?.method !== method || call.path !== url.pathname + url.search) return undefined;
        return { status: call.status, headers: new Headers(call.headers), text: call.body };
      },
    };
  }
}
