import type { WireBinding } from "../../../../edge/contract.ts";
import type { ControlPlane } from "../../control-plane.ts";
import { workerNamed } from "../worker/model.ts";
import { secretFields } from "./binding-types.ts";

/**
 * Bindings as answers carry them: without secrets, Durable Object classes with their namespace.
 * @param hidesPlainText the beta API leaves the text of `plain_text` out too; the script API, which
 * the dashboard reads variables from, does not.
 */
export function bindingsToWire(
  plane: ControlPlane,
  script: string,
  bindings: readonly WireBinding[],
  { hidesPlainText }: { hidesPlainText: boolean },
): WireBinding[] {
  return bindings.map((binding) => {
    const hidden = hidesPlainText && binding.type === "plain_text" ? ["text"] : [];
    const secret = [...(secretFields[binding.type] ?? []), ...hidden];
    const shown = Object.entries(binding).filter(([field]) => !secret.includes(field));
    return {
      ...(Object.fromEntries(shown) as WireBinding),
      ...namespaceOf(plane, script, binding),
    };
  });
}

function namespaceOf(
  plane: ControlPlane,
  script: string,
  { type, class_name, script_name = script }: WireBinding,
): { namespace_id?: string } {
  if (type !== "durable_object_namespace") return {};
  const owner = workerNamed(plane, String(script_name));
  const found = owner?.durableObjects.find(({ className }) => className === class_name);
  return found ? { namespace_id: found.namespaceId } : {};
}
