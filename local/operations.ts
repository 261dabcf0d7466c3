import type { Collection, Store } from "./store.ts";

/**
 * Sent by a provider with each write of a creation or a deletion: the write's position in the
 * operation, then the resource's URN in percent-encoding. Neither vendor nor journal sees it.
 */
export const OPERATION_HEADER = "slipway-operation";

/** A write that a vendor answered with success. */
export interface AnsweredCall {
  method: string;
  /** With query, below the API's origin. */
  path: string;
  status: number;
  headers: Record<string, string>;
  body: string;
}

/** What became of the last creation or deletion of a resource. */
export interface Operation {
  kind: "create" | "delete";
  /** Of a creation: the digest of what was to be made. */
  plan?: string;
  /** The object's: of a deletion from the start, of a creation when it is complete. */
  id?: string;
  /** The calls that were answered, by position. */
  calls: Record<number, AnsweredCall>;
}

/**
 * Remembers for each resource, by URN, the answers that its last creation got. An answer is stored
 * with the object that it is about, so whoever did not hear it can have it again.
 */
export class Operations {
  readonly #store: Store;
  readonly #operations: Collection<Operation>;

  constructor(store: Store) {
    this.#store = store;
    this.#operations = store.collection("local.operations");
  }

  find(urn: string): Operation | undefined {
    return this.#operations.get(urn);
  }

  /** Forgets the operation before it. */
  begin(urn: string, operation: Omit<Operation, "calls">): void {
    this.#operations.put(urn, { ...operation, calls: {} });
  }

  /** The creation is complete: its object is known by this id from here on. */
  complete(urn: string, id: string): void {
    const operation = this.find(urn);
    if (operation !== undefined) this.#operations.put(urn, { ...operation, id });
  }

  forget(urn: string): void {
    this.#operations.delete(urn);
  }

  /** Has a vendor answer a request; remembers its answer if it belongs to an operation. */
  async answer(
    path: string,
    request: Request,
    work: (request: Request) => Response | Promise<Response>,
  ): Promise<Response> {
    const header = request.headers.get(OPERATION_HEADER);
    const [position = "", urn = ""] = header?.split(" ") ?? [];
    if (urn === "") return work(request);
    request.headers.delete(OPERATION_HEADER);
    const { method } = request;
    const { response } = await this.#store.answering(
      async () => {
        const response = await work(request);
        return { response, body: await response.clone().text() };
      },
      ({ response: { ok, status, headers }, body }) => {
        if (!ok) return;
        const call = { method, path, status, headers: Object.fromEntries(headers), body };
        this.#add(decodeURIComponent(urn), Number(position), call);
      },
    );
    return response;
  }

  #add(urn: string, position: number, call: AnsweredCall): void {
    const operation = this.find(urn);
    if (operation === undefined) return;
    const calls = { ...operation.calls, [position]: call };
    this.#operations.put(urn, { ...operation, calls });
  }
}
