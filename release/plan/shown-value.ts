/**
 * What the engine writes for a value that an update will only find out.
 * @see https://github.com/pulumi/pulumi/blob/v3.256.0/sdk/go/common/resource/plugin/rpc.go UnknownStringValue
 */
export const unknownText = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** The key by which the engine marks a secret, whose value it does not tell. */
const secretSignature = "4dabf18193072939515e22adb298388d";

/** A value of an engine's event as people are shown it. */
export function shown(value: unknown): unknown {
  if (value === unknownText) return "[known after the update]";
  const isSecret = typeof value === "object" && value !== null && secretSignature in value;
  return isSecret ? "[secret]" : value;
}

/** Outputs of a stack, each as people are shown it. */
export function shownOutputs(outputs: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(outputs).map(([name, value]) => [name, shown(value)]));
}
