/** What one engine connection has agreed with a provider. */
export interface Session<Connection> {
  connection: Connection;
  /** Fires when the engine cancels. */
  readonly cancellation: AbortController;
}

const MAX_SESSIONS = 1000;

/**
 * Several engines share one server, and one engine opens a connection for each provider resource:
 * configuration belongs to the connection it came over, which its remote address identifies.
 */
export class Sessions<Connection> {
  readonly #sessions = new Map<string, Session<Connection>>();
  readonly #initial: Connection;

  /** @param initial what holds before a connection is configured, and after a lost one is redialled. */
  constructor(initial: Connection) {
    this.#initial = initial;
  }

  /** Forgets whatever an earlier connection from the same address had. */
  open(peer: string): Session<Connection> {
    this.#sessions.delete(peer);
    const oldest = this.#sessions.keys().next().value;
    if (this.#sessions.size >= MAX_SESSIONS && oldest !== undefined) this.#sessions.delete(oldest);
    const session = { connection: this.#initial, cancellation: new AbortController() };
    this.#sessions.set(peer, session);
    return session;
  }

  of(peer: string): Session<Connection> {
    return this.#sessions.get(peer) ?? this.open(peer);
  }

  cancelAll(): void {
    for (const { cancellation } of this.#sessions.values()) cancellation.abort();
  }
}
