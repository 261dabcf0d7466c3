import type { WireBinding } from "../../../../edge/contract.ts";
import type { ControlPlane } from "../../control-plane.ts";
import type { VersionRow, WorkerRow } from "../../tables.ts";
import { workerNamed } from "../worker/model.ts";
import { secretFields } from "./binding-types.ts";
import { classesWith } from "./migrations.ts";

/** A binding without what no answer has. */
export function withoutSecrets(
  binding: WireBinding,
  alsoHidden: readonly string[] = [],
): WireBinding {
  const hidden = [...(secretFields[binding.type] ?? []), ...alsoHidden];
  const shown = Object.entries(binding).filter(([field]) => !hidden.includes(field));
  return Object.fromEntries(shown) as WireBinding;
}

/**
 * Bindings of a version as answers carry them: without secrets, Durable Object classes with their
 * namespace.
 * @param hidesPlainText the beta API leaves the text of `plain_text` out too; the script API, which
 * the dashboard reads variables from, does not.
 */
export function bindingsToWire(
  plane: ControlPlane,
  worker: WorkerRow,
  version: VersionRow,
  { hidesPlainText }: { hidesPlainText: boolean },
): WireBinding[] {
  return version.bindings.map((binding) => ({
    ...withoutSecrets(binding, hidesPlainText && binding.type === "plain_text" ? ["text"] : []),
    ...namespaceOf(plane, worker, version, binding),
  }));
}

function namespaceOf(
  plane: ControlPlane,
  worker: WorkerRow,
  version: VersionRow,
  { type, class_name, script_name = worker.name }: WireBinding,
): { namespace_id?: string } {
  if (type !== "durable_object_namespace") return {};
  const classes =
    script_name === worker.name
      ? classesWith(worker, version)
      : workerNamed(plane, String(script_name))?.durableObjects;
  const found = classes?.find(({ className }) => className === class_name);
  return found ? { namespace_id: found.namespaceId } : {};
}
