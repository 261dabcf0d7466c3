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
  #latest: Connection;

  /** @param initial what holds before a connection is configured. */
  constructor(initial: Connection) {
    this.#initial = initial;
    this.#latest = initial;
  }

  /** Forgets whatever an earlier connection from the same address had. */
  open(peer: string): Session<Connection> {
    return this.#add(peer, this.#initial);
  }

  /**
   * An engine that was silent for half an hour dials again without configuring: it gets what was
   * configured last.
   */
  of(peer: string): Session<Connection> {
    return this.#sessions.get(peer) ?? this.#add(peer, this.#latest);
  }

  configure(peer: string, connection: Connection): void {
    this.of(peer).connection = connection;
    this.#latest = connection;
  }

  cancelAll(): void {
    for (const { cancellation } of this.#sessions.values()) cancellation.abort();
  }

  #add(peer: string, connection: Connection): Session<Connection> {
    this.#sessions.delete(peer);
    const oldest = this.#sessions.keys().next().value;
    if (this.#sessions.size >= MAX_SESSIONS && oldest !== undefined) this.#sessions.delete(oldest);
    const session = { connection, cancellation: new AbortController() };
    this.#sessions.set(peer, session);
    return session;
  }
}
