import type { CloudContext } from "../../context.ts";
import type { Edge } from "../../edge/contract.ts";
import { ApiError } from "./envelope.ts";
import { runtimeState } from "./runtime-state.ts";

/**
 * Keeps what the edge serves equal to what is stored. Changes go one after the other, so the edge
 * sees states in the order in which they were committed, and a change is acknowledged only when it
 * is served.
 */
export class Serving {
  readonly #context: CloudContext;
  readonly #edge: Edge;
  #last: Promise<unknown> = Promise.resolve();

  constructor(context: CloudContext, edge: Edge) {
    this.#context = context;
    this.#edge = edge;
  }

  /** Makes the edge serve what is stored, at start. */
  start(): Promise<void> {
    return this.#inTurn(() => this.#edge.apply(runtimeState(this.#context)));
  }

  /**
   * Runs `work` in one transaction and resolves with its result when the edge serves it.
   * @throws ApiError what `work` throws; 500 when the edge refuses, the change then taken back.
   */
  change<T>(work: () => T): Promise<T> {
    return this.#inTurn(async () => {
      const { result, undo } = this.#context.store.undoable(work);
      try {
        await this.#edge.apply(runtimeState(this.#context));
      } catch (error) {
        undo();
        throw refused(error);
      }
      return result;
    });
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#last.then(work, work);
    this.#last = turn.catch(() => undefined);
    return turn;
  }
}

function refused(error: unknown): ApiError {
  const reason = error instanceof Error ? error.message : String(error);
  return new ApiError(
    500,
    10013,
    `workers.api.error.unknown: the edge could not serve the change, so it was taken back: ${reason}`,
  );
}
