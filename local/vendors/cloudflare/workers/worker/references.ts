import type { WireBinding } from "../../../../edge/contract.ts";
import type { ControlPlane } from "../../control-plane.ts";
import { ApiError } from "../../envelope.ts";
import { consumersOf } from "../../queue-consumers.ts";
import { activeSplit } from "../../runtime-state.ts";
import type { DomainRow, WorkerRow } from "../../tables.ts";

/** What keeps a Worker from being deleted without `force`. */
interface References {
  domains: DomainRow[];
  queues: ReturnType<typeof consumersOf>;
  /** Other Workers whose served versions have a service binding to this one. */
  services: { worker: WorkerRow; binding: WireBinding }[];
  /** Other Workers whose served versions bind a Durable Object class of this one. */
  durableObjects: { worker: WorkerRow; className: string; namespaceId: string }[];
  /** Other Workers that send this one their tail events. */
  tailProducers: WorkerRow[];
}

export function referencesTo(plane: ControlPlane, worker: WorkerRow): References {
  const { tables, context } = plane;
  const others = tables.workers.filter(({ id }) => id !== worker.id);
  const bound = others.flatMap((other) =>
    servedBindings(plane, other).map((binding) => ({ worker: other, binding })),
  );
  return {
    domains: tables.domains.filter(({ service }) => service === worker.name),
    queues: consumersOf(context.store, worker.name),
    services: bound.filter(
      ({ binding }) => binding.type === "service" && binding.service === worker.name,
    ),
    durableObjects: bound.flatMap(({ worker: other, binding }) => {
      const isOurs =
        binding.type === "durable_object_namespace" && binding.script_name === worker.name;
      const own = worker.durableObjects.find(({ className }) => className === binding.class_name);
      return isOurs && own ? [{ worker: other, ...own }] : [];
    }),
    tailProducers: others.filter(({ tailConsumers }) => tailConsumers.includes(worker.name)),
  };
}

/** Bindings of the versions in the active deployment, equal ones once. */
export function servedBindings({ tables }: ControlPlane, worker: WorkerRow): WireBinding[] {
  const bindings = activeSplit(tables, worker).flatMap(({ version }) => version.bindings);
  return [...new Map(bindings.map((binding) => [JSON.stringify(binding), binding])).values()];
}

/** Which field of a binding names its resource. */
const resourceFields: Record<string, readonly string[]> = {
  queue: ["queue_name"],
  kv_namespace: ["namespace_id"],
  d1: ["database_id", "id"],
  r2_bucket: ["bucket_name"],
  vectorize: ["index_name"],
};

/** The resource that a binding names, for the types that the account's data services have. */
export function boundResource(binding: WireBinding): string | undefined {
  const fields = resourceFields[binding.type] ?? [];
  return fields.map((field) => binding[field]).find((value) => typeof value === "string");
}

/** Names of the Workers whose served versions bind a resource, sorted. */
export function bindersOf(plane: ControlPlane, type: string, resource: string): string[] {
  return plane.tables.workers
    .filter((worker) =>
      servedBindings(plane, worker).some(
        (binding) => binding.type === type && boundResource(binding) === resource,
      ),
    )
    .map(({ name }) => name)
    .sort();
}

/**
 * @throws ApiError 10064 naming what still needs the Worker. The wording for queues was observed;
 * assumption: the others share its code.
 */
export function refuseIfReferenced(plane: ControlPlane, worker: WorkerRow): void {
  const { queues, services, durableObjects, domains } = referencesTo(plane, worker);
  const names = (workers: { worker: WorkerRow }[]) =>
    [...new Set(workers.map((reference) => reference.worker.name))].join("', '");
  if (queues.length > 0) {
    throw referenced(
      "Cannot delete this Worker as it is a consumer for a Queue. Remove it from the Queue's consumers first, then retry.",
    );
  }
  if (services.length > 0) {
    throw referenced(
      `Cannot delete this Worker as it is the target of a service binding of '${names(services)}'. Remove the binding first, then retry.`,
    );
  }
  if (durableObjects.length > 0) {
    throw referenced(
      `Cannot delete this Worker as its Durable Objects are bound by '${names(durableObjects)}'. Remove the binding first, then retry.`,
    );
  }
  if (domains.length > 0) {
    throw referenced(
      `Cannot delete this Worker as it serves the custom domain '${domains[0]?.hostname}'. Remove the domain first, then retry.`,
    );
  }
}

function referenced(message: string): ApiError {
  return new ApiError(400, 10064, message);
}
