import type { StackValue, StackValues } from "../../release/stack-values.ts";
import { namespace } from "../config-keys.ts";
import { decodeConfig } from "../parse-config.ts";

/** A stack's configuration as the checks look at it. */
export interface StackSettings {
  readonly stack: string;
  /** All that is set, providers' keys included, by key with its namespace. */
  readonly values: Readonly<Record<string, StackValue>>;
  /** The program's own keys without their namespace, decoded; what cannot be read is not there. */
  readonly raw: Readonly<Record<string, unknown>>;
  /** The program's own keys, without their namespace, that are set and cannot be read. */
  readonly unreadable: ReadonlySet<string>;
  readonly secretsUnreadable?: string | undefined;
}

export function stackSettings({ stack, values, secretsUnreadable }: StackValues): StackSettings {
  const own = Object.entries(values).filter(([key]) => key.startsWith(namespace));
  const readable = own.flatMap(([key, { text }]) => (text === undefined ? [] : [[key, text]]));
  const unreadable = own.filter(([, { text }]) => text === undefined);
  return {
    stack,
    values,
    raw: decodeConfig(Object.fromEntries(readable)),
    unreadable: new Set(unreadable.map(([key]) => key.slice(namespace.length))),
    secretsUnreadable,
  };
}
