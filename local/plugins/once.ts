import { createHash } from "node:crypto";
import type { Operation, Operations } from "../operations.ts";
import { differenceOf } from "./difference.ts";
import type { PlainObject } from "./grpc/property-value.ts";
import { isMissing } from "./http/api-error.ts";
import { OperationCalls } from "./http/operation-calls.ts";
import { PartialFailure } from "./partial-failure.ts";
import type { Call, Existing, ResourceDefinition } from "./resource.ts";
import type { Dialect } from "./schema/changes.ts";

/** What outlasts the engine and the providers. */
export interface Memory {
  operations: Operations;
  /** @returns the ids that the engine's state has for a resource; undefined where it is not known. */
  knownIds(urn: string): ReadonlySet<string> | undefined;
}

/** One operation on one resource, with what tells whether it was begun before. */
export interface Once<Client> {
  urn: string;
  memory: Memory;
  dialect: Dialect;
  /** @param operation what the call's writes belong to; absent for reads and updates. */
  callFor(operation?: OperationCalls): Call<Client>;
}

/**
 * Creates a resource, or completes the creation whose answer the engine never had: calls that were
 * answered are not made again, and what was made is brought to what is wanted now.
 *
 * @param plan what the inputs aim at, from a state.
 */
export async function createOnce<Client>(
  definition: ResourceDefinition<Client>,
  plan: (prior?: PlainObject) => PlainObject,
  once: Once<Client>,
): Promise<Existing> {
  const { urn, memory } = once;
  const planned = plan();
  const digest = digestOf(planned);
  const former = memory.operations.find(urn);
  if (former !== undefined && definition.isEvent !== true && isUnheardOf(former, once)) {
    const adopted = await adopt(definition, plan, { ...once, isSamePlan: former.plan === digest });
    if (adopted !== undefined) return adopted;
  }
  memory.operations.begin(urn, { kind: "create", plan: digest });
  return make(definition, planned, once);
}

/** Whether an object was made, or begun, that the engine's state does not have. */
function isUnheardOf<Client>(
  { kind, id, calls }: Operation,
  { urn, memory }: Once<Client>,
): boolean {
  if (kind !== "create" || Object.keys(calls).length === 0) return false;
  return id === undefined || memory.knownIds(urn)?.has(id) === false;
}

/** Makes what the former creation has left, without a call that it has had an answer to. */
async function make<Client>(
  definition: ResourceDefinition<Client>,
  planned: PlainObject,
  { urn, memory: { operations }, callFor }: Once<Client>,
): Promise<Existing> {
  try {
    const made = await definition.create(callFor(new OperationCalls(urn, operations)), planned);
    operations.complete(urn, made.id);
    return made;
  } catch (error) {
    if (error instanceof PartialFailure) operations.complete(urn, error.existing.id);
    throw error;
  }
}

/** @returns undefined where there is nothing left to adopt, or where only a new object will do. */
async function adopt<Client>(
  definition: ResourceDefinition<Client>,
  plan: (prior?: PlainObject) => PlainObject,
  once: Once<Client> & { isSamePlan: boolean },
): Promise<Existing | undefined> {
  const made = await make(definition, plan(), once).catch(unlessGone);
  if (made === undefined || once.memory.knownIds(once.urn)?.has(made.id) === true) return undefined;
  const call = once.callFor();
  const found = await definition.read(call, made.id, made.state);
  if (found === undefined) return undefined;
  if (definition.isFixed === true) return once.isSamePlan ? made : undefined;
  const planned = plan(found.state);
  const { changes, replaces } = differenceOf(definition, found.state, planned, once);
  if (replaces.length > 0) return undefined;
  if (changes.length === 0 && once.isSamePlan) return made;
  return definition.update(call, found, planned);
}

/** Deletes a resource; an earlier try may have done it without being heard. */
export async function deleteOnce<Client>(
  definition: ResourceDefinition<Client>,
  current: Existing,
  { urn, memory: { operations }, callFor }: Once<Client>,
): Promise<void> {
  const former = operations.find(urn);
  const isRepeated = former?.kind === "delete" && former.id === current.id;
  operations.begin(urn, { kind: "delete", id: current.id });
  try {
    await definition.delete(callFor(new OperationCalls(urn, operations)), current);
  } catch (error) {
    if (!isMissing(error)) throw error;
    if (isRepeated) return;
    operations.forget(urn);
    throw error;
  }
}

function unlessGone(error: unknown): undefined {
  if (!isMissing(error)) throw error;
}

/** Tells plans apart without keeping their secrets. */
function digestOf(planned: PlainObject): string {
  const text = JSON.stringify(planned, (_, value: unknown) =>
    typeof value === "symbol" ? String(value) : value,
  );
  return createHash("sha256").update(text).digest("hex");
}
