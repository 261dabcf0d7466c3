/** What people are told, as data: each channel writes it in its own way. */
export interface Message {
  readonly kind: "deploy" | "rollback" | "rollout" | "watch" | "drift";
  readonly stack: string;
  /** One line that says it all: `Collective Vision went back to 1a2b3c4-20261121095712`. */
  readonly title: string;
  readonly severity: "info" | "success" | "warning" | "critical";
  readonly facts: readonly Fact[];
  readonly correlationId: string;
  /** One for each system whose people are concerned; absent where nobody needs to act. */
  readonly pages?: readonly Page[];
}

/** Plain text; a link may be a value. */
export interface Fact {
  readonly name: string;
  readonly value: string;
}

/** Calls, or calls off, the people on duty for a system. */
export interface Page {
  readonly action: "trigger" | "resolve";
  /** The system's name, which chooses the routing key. */
  readonly service: string;
  /** Messages of one key are one incident. */
  readonly dedupKey: string;
}

/** Tells people. Sending goes on beside the work: nothing here waits for it, and nothing throws. */
export interface Notifier {
  send(message: Message): void;
  /** Gives what is under way a last moment; what then is not delivered is kept for the next command. */
  settle(): Promise<Delivery>;
}

export interface Delivery {
  /** Messages, counted once for each channel that took them. */
  readonly delivered: number;
  /** What each channel did not take and why, in its own words; where it is kept, and what to do. */
  readonly problems: readonly string[];
}
