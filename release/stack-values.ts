import { readCommittedConfig } from "./stack-file.ts";

/** One value of a stack's configuration. */
export interface StackValue {
  /** As the program gets it: objects are JSON. Undefined where it is set and cannot be read. */
  readonly text: string | undefined;
  /** Whether it is kept encrypted. */
  readonly isSecret: boolean;
}

/** A stack's configuration, as far as it can be read. */
export interface StackValues {
  readonly stack: string;
  /** By key with its namespace: `slipway:zone`. */
  readonly values: Readonly<Record<string, StackValue>>;
  /** Why no encrypted value could be read, without a full stop; undefined where all were. */
  readonly secretsUnreadable?: string;
}

/**
 * Reads a stack's committed file alone.
 * @throws ReleaseError `unknown-target`, `unreadable-stack-file`.
 */
export async function readCommittedValues(
  stack: string,
  projectDirectory: string,
): Promise<StackValues> {
  const [written, typed] = await Promise.all([
    readCommittedConfig(stack, projectDirectory, "failsafe"),
    readCommittedConfig(stack, projectDirectory, "core"),
  ]);
  const values = Object.entries(written).map(([key, value]): [string, StackValue] => {
    if (typeof value === "string") return [key, { text: value, isSecret: false }];
    const json = JSON.stringify(typed[key]);
    const isSecret = json.includes('{"secure":');
    return [key, { text: isSecret ? undefined : json, isSecret }];
  });
  return {
    stack,
    values: Object.fromEntries(values),
    secretsUnreadable: "only the committed file was read",
  };
}
