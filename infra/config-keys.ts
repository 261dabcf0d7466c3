import { type SecretKey, secretKeys } from "./config-schema.ts";

/** A value's place in a stack's configuration: `["onCall", "primary", 0]`. */
export type KeyPath = readonly PropertyKey[];

/** The namespace of this program's keys. */
export const namespace = "slipway:";

export function isSecretKey(key: unknown): key is SecretKey {
  return secretKeys.some((secretKey) => secretKey === key);
}

/** `slipway:onCall.primary[0]`, as `pulumi config --path` has it. */
export function keyName(path: KeyPath): string {
  const joined = path.map((part) => (typeof part === "number" ? `[${part}]` : `.${String(part)}`));
  return `${namespace}${joined.join("").slice(1)}`;
}

export function valueAt(raw: unknown, path: KeyPath): unknown {
  return path.reduce<unknown>((value, part) => {
    if (typeof value !== "object" || value === null) return undefined;
    return (value as Record<PropertyKey, unknown>)[part];
  }, raw);
}

/** The command that sets a value. */
export function setCommand(path: KeyPath, stack: string): string {
  const name = quoted(keyName(path));
  if (isSecretKey(path[0])) return `pulumi config set --secret ${name} -s ${stack}`;
  return `pulumi config set ${path.length > 1 ? "--path " : ""}${name} <value> -s ${stack}`;
}

/** The command that removes a value. */
export function removeCommand(path: KeyPath, stack: string): string {
  return `pulumi config rm ${path.length > 1 ? "--path " : ""}${quoted(keyName(path))} -s ${stack}`;
}

/** A value as JSON, at most 80 characters of it. */
export function show(value: unknown): string {
  const json = JSON.stringify(value) ?? "not set";
  return json.length > 80 ? `${json.slice(0, 79)}…` : json;
}

/** A shell would take the brackets of a list's index for a pattern. */
function quoted(name: string): string {
  return name.includes("[") ? `'${name}'` : name;
}

/** Every text in a configuration with its place, those in groups and lists included. */
export function textsIn(value: unknown, path: KeyPath = []): [KeyPath, string][] {
  if (typeof value === "string") return [[path, value]];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) =>
    textsIn(item, [...path, Array.isArray(value) ? Number(key) : key]),
  );
}

/** Whether a key names something at GitHub, where any word may be a name. */
export function isNameAtGithub([key]: KeyPath): boolean {
  return key === "githubRepository" || key === "delivery";
}
