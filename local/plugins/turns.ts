/** Runs operations on the same resource one after the other: one may outlive the engine that asked for it. */
export class Turns {
  readonly #last = new Map<string, Promise<unknown>>();

  async take<T>(urn: string, work: () => Promise<T>): Promise<T> {
    const before = this.#last.get(urn);
    const turn = (before ?? Promise.resolve()).then(work, work);
    this.#last.set(urn, turn);
    try {
      return await turn;
    } finally {
      if (this.#last.get(urn) === turn) this.#last.delete(urn);
    }
  }
}
