import type { types } from "@pulumi/cloudflare";
import type { Input } from "@pulumi/pulumi";

/** A binding whose name is known before anything is declared, so that bindings can be put in order. */
export type WorkerBinding = types.input.WorkerVersionBinding & { readonly name: string };

/** Gives a version its own id and tag at run time; every version has it. */
const versionMetadata: WorkerBinding = { name: "CF_VERSION_METADATA", type: "version_metadata" };

export function plainText(vars: Readonly<Record<string, Input<string>>>): WorkerBinding[] {
  return Object.entries(vars).map(([name, text]) => ({ name, type: "plain_text", text }));
}

/** The values must be Pulumi secrets: a binding's text is not secret by itself. */
export function secretText(secrets: Readonly<Record<string, Input<string>>>): WorkerBinding[] {
  return Object.entries(secrets).map(([name, text]) => ({ name, type: "secret_text", text }));
}

/**
 * A version's bindings as they are declared: sorted by name, and never empty, because a version
 * that gets its first binding later is not replaced.
 * @throws {Error} when two bindings have one name.
 */
export function orderBindings(bindings: readonly WorkerBinding[]): WorkerBinding[] {
  const all = [...bindings, versionMetadata].sort((a, b) => (a.name < b.name ? -1 : 1));
  const twice = all.find(({ name }, index) => name === all[index + 1]?.name);
  if (twice !== undefined) throw new Error(`Two bindings of one Worker are named ${twice.name}.`);
  return all;
}
