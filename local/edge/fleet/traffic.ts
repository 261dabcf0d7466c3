/**
 * Counts what is under way, so that a process is ended only when nothing that began while it was in
 * use can still need it, however the call got there.
 */
export class Traffic {
  #inFlight = 0;
  #total = 0;
  #current = new Generation();
  #earlier: Promise<unknown> = Promise.resolve();

  /** Notes that something begins; the function returned says that it has ended. */
  enter(): () => void {
    const generation = this.#current;
    generation.open++;
    this.#inFlight++;
    this.#total++;
    let isOpen = true;
    return () => {
      if (!isOpen) return;
      isOpen = false;
      this.#inFlight--;
      generation.leave();
    };
  }

  get inFlight(): number {
    return this.#inFlight;
  }

  /** Everything that ever began. */
  get total(): number {
    return this.#total;
  }

  /** Resolves when all that began before has ended. */
  drained(): Promise<unknown> {
    const closed = this.#current;
    this.#current = new Generation();
    this.#earlier = Promise.all([this.#earlier, closed.empty()]);
    return this.#earlier;
  }
}

class Generation {
  open = 0;
  #onEmpty: (() => void) | undefined;

  leave(): void {
    this.open--;
    if (this.open === 0) this.#onEmpty?.();
  }

  empty(): Promise<void> {
    if (this.open === 0) return Promise.resolve();
    return new Promise((resolve) => {
      this.#onEmpty = resolve;
    });
  }
}
