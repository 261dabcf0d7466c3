import type { Message } from "./notifier.ts";

/** Tells people where no channel did. */
export interface LastResort {
  /** @returns where they find it. */
  tell(messages: readonly Message[]): Promise<string>;
  /** Takes back what was told of these matters, by any command. */
  close(matters: readonly Matter[], signal: AbortSignal): Promise<void>;
}

/** What people may be called to more than once. */
export interface Matter {
  readonly dedupKey: string;
  /** What became of it. */
  readonly title: string;
}
