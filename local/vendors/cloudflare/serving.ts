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
  /** What the edge could not serve of the stored state from the start. */
  #known: string | undefined;

  constructor(context: CloudContext, edge: Edge) {
    this.#context = context;
    this.#edge = edge;
  }

  /**
   * Makes the edge serve what is stored. A Worker that does not start any more must not keep the
   * rest, nor its own repair, from being served.
   * @returns what could not be served, if anything.
   */
  start(): Promise<string | undefined> {
    return this.#inTurn(async () => {
      this.#known = await this.#apply();
      return this.#known;
    });
  }

  /**
   * Runs `work` in one transaction and resolves with its result when the edge serves it.
   * @throws ApiError what `work` throws; 500 when the edge refuses, the change then taken back.
   */
  change<T>(work: () => T): Promise<T> {
    return this.changeAfter(async () => undefined, work);
  }

  /**
   * Like `change`, after a preparation that takes time (an upload's code is run): no other change
   * comes between the two.
   */
  changeAfter<P, T>(prepare: () => Promise<P>, work: (prepared: P) => T): Promise<T> {
    return this.#inTurn(async () => {
      const prepared = await prepare();
      const { result, undo } = this.#context.store.undoable(() => work(prepared));
      const refusal = await this.#apply();
      if (refusal !== undefined && refusal !== this.#known) {
        undo();
        throw takenBack(refusal);
      }
      this.#known = refusal;
      return result;
    });
  }

  /** @returns why the edge does not serve all of the stored state. */
  async #apply(): Promise<string | undefined> {
    try {
      await this.#edge.apply(runtimeState(this.#context));
      return undefined;
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#last.then(work, work);
    this.#last = turn.catch(() => undefined);
    return turn;
  }
}

function takenBack(refusal: string): ApiError {
  return new ApiError(
    500,
    10013,
    `workers.api.error.unknown: the edge could not serve the change, so it was taken back: ${refusal}`,
  );
}
