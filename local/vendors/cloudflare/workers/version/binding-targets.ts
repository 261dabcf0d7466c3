import type { WireBinding } from "../../../../edge/contract.ts";
import type { ControlPlane } from "../../control-plane.ts";
import { ApiError } from "../../envelope.ts";
import { resourceExists } from "../../storage/resources.ts";
import type { DurableObjectRow } from "../../tables.ts";
import { workerNamed } from "../worker/model.ts";
import { boundResource } from "../worker/references.ts";

/**
 * Refuses bindings to what the account does not have. Codes and wordings are those that the API
 * answered to uploads with missing targets.
 * assumption: hyperdrive, mTLS, dispatch, workflow, secrets store and pipeline bindings are taken
 * unchecked, as the local cloud has no such resources.
 * @see alchemy-run/alchemy-effect, test of `isBindingTargetNotFound`
 * @param ownClasses Durable Object classes of the Worker itself, this upload's migrations applied.
 */
export function checkTargets(
  plane: ControlPlane,
  bindings: readonly WireBinding[],
  own: { script: string; classes: readonly DurableObjectRow[] },
): void {
  for (const binding of bindings) {
    if (binding.type === "service") checkService(plane, binding);
    else if (binding.type === "durable_object_namespace") checkClass(plane, binding, own);
    else checkResource(plane, binding);
  }
}

/** @throws ApiError for a resource that is gone, as an upload and a rollback are refused. */
export function checkResource({ context }: ControlPlane, binding: WireBinding): void {
  const { type, name } = binding;
  const resource = boundResource(binding);
  if (resource === undefined || resourceExists(context.store, type, resource)) return;
  switch (type) {
    case "kv_namespace":
      throw /^[0-9a-f]{32}$/.test(resource)
        ? new ApiError(400, 10041, `KV namespace '${resource}' not found.`)
        : new ApiError(
            400,
            10042,
            `KV namespace '${resource}' is not valid. Please verify the namespace_id in your configuration.`,
          );
    case "r2_bucket":
      throw new ApiError(
        400,
        10085,
        `R2 bucket '${resource}' not found. Please use a different name and try again.`,
      );
    case "d1":
      throw new ApiError(
        400,
        10181,
        `D1 binding '${name}' references database '${resource}' which was not found.`,
      );
    case "queue":
      throw new ApiError(400, 11000, `Queue '${resource}' not found.`);
    case "vectorize":
      throw new ApiError(
        400,
        10159,
        `Vectorize binding '${name}' references index '${resource}' which was not found.`,
      );
  }
}

function checkService(plane: ControlPlane, { name, service, environment }: WireBinding): void {
  if (!workerNamed(plane, String(service))) {
    throw new ApiError(
      400,
      10143,
      `Service binding '${name}' references Worker '${service}' which was not found. Verify the Worker exists in your account and that the service name in your configuration is correct.`,
    );
  }
  if (environment !== undefined && environment !== "production") {
    throw new ApiError(
      400,
      10144,
      `Service binding '${name}' references environment '${environment}' on Worker '${service}' which was not found.`,
    );
  }
}

function checkClass(
  plane: ControlPlane,
  { class_name, script_name, namespace_id }: WireBinding,
  own: { script: string; classes: readonly DurableObjectRow[] },
): void {
  const script = script_name === undefined ? own.script : String(script_name);
  const classes = script === own.script ? own.classes : workerNamed(plane, script)?.durableObjects;
  if (!classes) {
    throw new ApiError(
      400,
      10061,
      `Cannot create binding for class '${class_name}' that is not exported by script '${script}'.`,
    );
  }
  const isKnown = classes.some(
    ({ className, namespaceId }) => className === class_name || namespaceId === namespace_id,
  );
  if (isKnown) return;
  throw new ApiError(
    400,
    10061,
    `Cannot create binding for class '${class_name ?? namespace_id}' because it is not currently configured to implement Durable Objects. Ensure a --new-class migration has been applied to it.`,
  );
}
