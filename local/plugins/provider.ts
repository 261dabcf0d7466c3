import { type Autonaming, withName } from "./autoname.ts";
import { type Difference, differenceOf, planFor } from "./difference.ts";
import { type PlainObject, type PropertyObject, revealObject } from "./grpc/property-value.ts";
import { markDeclared, markLike } from "./grpc/secrets.ts";
import { createOnce, type Once } from "./once.ts";
import { PartialFailure } from "./partial-failure.ts";
import type { Call, Existing, Files, ResourceDefinition } from "./resource.ts";
import type { Dialect } from "./schema/changes.ts";
import { checkInputs } from "./schema/check.ts";
import { inputsOf } from "./schema/inputs.ts";

export interface CheckRequest {
  resourceName: string;
  olds: PropertyObject;
  news: PropertyObject;
  seed: Uint8Array;
  autonaming: Autonaming | undefined;
}

/** The inputs as they are to be used, and every problem of theirs in one text. */
export function check<Client>(
  definition: ResourceDefinition<Client>,
  request: CheckRequest,
): { inputs: PropertyObject; failure: string | undefined } {
  const { resourceName } = request;
  const named = withName(definition.autoname, request.news, revealObject(request.olds), request);
  const plain = revealObject(named);
  const reasons = checkInputs(definition.properties, plain).map(
    ({ path, reason }) => `${reason} Examine values at '${resourceName}.${path}'.`,
  );
  const together = reasons.length > 0 ? [] : (definition.checkTogether?.(plain) ?? []);
  const failures = [...reasons, ...together];
  return {
    inputs: markDeclared(named, definition.properties),
    failure: failures.length === 0 ? undefined : failures.join("\n"),
  };
}

/** What an update would change. Uses no network. */
export function diff<Client>(
  definition: ResourceDefinition<Client>,
  request: { outputs: PropertyObject; news: PropertyObject; ignored: readonly string[] },
  { dialect, files }: { dialect: Dialect; files: Files },
): Difference {
  const state = revealObject(request.outputs);
  const planned = planFor(definition, request.news, state, files);
  return differenceOf(definition, state, planned, { dialect, ignored: request.ignored });
}

export interface Outcome {
  id: string;
  outputs: PropertyObject;
}

/** What a creation would make. Uses no network. */
export function previewCreate<Client>(
  definition: ResourceDefinition<Client>,
  inputs: PropertyObject,
  files: Files,
): Outcome {
  const state = planFor(definition, inputs, undefined, files);
  return outcome(definition, { id: "", state }, inputs);
}

/** @param once absent where nothing remembers operations: the creation is made as it is asked. */
export async function create<Client>(
  definition: ResourceDefinition<Client>,
  inputs: PropertyObject,
  call: Call<Client>,
  once: Once<Client> | undefined,
): Promise<Outcome> {
  const plan = (prior?: PlainObject) => planFor(definition, inputs, prior, call);
  try {
    const made = once ? createOnce(definition, plan, once) : definition.create(call, plan());
    return outcome(definition, await made, inputs);
  } catch (error) {
    if (!(error instanceof PartialFailure)) throw error;
    const { id, outputs } = outcome(definition, error.existing, inputs);
    throw new PartialFailure({ id, state: outputs }, error);
  }
}

export async function update<Client>(
  definition: ResourceDefinition<Client>,
  request: { id: string; outputs: PropertyObject; news: PropertyObject; isPreview: boolean },
  call: Call<Client>,
): Promise<Outcome> {
  const current = { id: request.id, state: revealObject(request.outputs) };
  const planned = planFor(definition, request.news, current.state, call);
  const made = request.isPreview
    ? { id: request.id, state: planned }
    : await definition.update(call, current, planned);
  return outcome(definition, made, request.news);
}

/** @returns undefined where the object is gone. */
export async function read<Client>(
  definition: ResourceDefinition<Client>,
  request: { id: string; outputs: PropertyObject; inputs: PropertyObject | undefined },
  call: Call<Client>,
): Promise<(Outcome & { inputs: PropertyObject }) | undefined> {
  const { outputs, inputs } = request;
  const isImport = inputs === undefined && Object.keys(outputs).length === 0;
  const known: Existing = isImport
    ? importOf(definition, request.id)
    : { id: request.id, state: revealObject(outputs) };
  const found = await definition.read(call, known.id, known.state);
  if (found === undefined) return undefined;
  const former = inputs ?? {};
  const marks = { ...outputs, ...former };
  const taken = inputsOf(
    definition.properties,
    found.state,
    inputs === undefined ? undefined : revealObject(inputs),
  );
  return {
    ...outcome(definition, found, marks),
    inputs: markDeclared(markLike(taken, former), definition.properties),
  };
}

function importOf<Client>(definition: ResourceDefinition<Client>, importId: string): Existing {
  const known = definition.parseImportId?.(importId);
  if (known === undefined) {
    throw new Error(
      `${definition.token} cannot be imported: its vendor's provider has no import for it.`,
    );
  }
  return known;
}

function outcome<Client>(
  definition: ResourceDefinition<Client>,
  { id, state }: { id: string; state: PropertyObject },
  marks: PropertyObject,
): Outcome {
  return { id, outputs: markDeclared(markLike(state, marks), definition.properties) };
}
