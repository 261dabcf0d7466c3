import { status, type UntypedServiceImplementation } from "@grpc/grpc-js";
import type { OperationCalls } from "../http/operation-calls.ts";
import { deleteOnce, type Once } from "../once.ts";
import { check, create, diff, previewCreate, read, update } from "../provider.ts";
import type { Call, ProviderPackage, ResourceDefinition } from "../resource.ts";
import { checkInputs } from "../schema/check.ts";
import { Turns } from "../turns.ts";
import { diffMessage } from "./diff-message.ts";
import { revealObject } from "./property-value.ts";
import {
  AUTONAMING_DISABLED,
  type CheckRequest,
  type CreateRequest,
  type DeleteRequest,
  type DiffRequest,
  type InvokeRequest,
  type ReadRequest,
  type UpdateRequest,
} from "./provider-protocol.ts";
import type { ServiceOptions } from "./service.ts";
import { type Caller, StatusError, unary } from "./unary.ts";

/** @param operation what the client's writes belong to. */
type ClientOf<Client> = (caller: Caller, operation?: OperationCalls) => Client;

/** Planning and checking: what the engine asks in a preview, without any call to the vendor. */
export function planHandlers<Client>(
  vendor: ProviderPackage<Client>,
  { workingDirectory, log }: ServiceOptions,
): UntypedServiceImplementation {
  const definitionOf = finder(vendor);
  const context = { dialect: vendor.dialect, files: { workingDirectory } };
  return {
    check: unary((request: CheckRequest) => {
      const { inputs, failure } = check(definitionOf(request), {
        resourceName: request.name || nameOf(request.urn),
        olds: request.olds ?? {},
        news: request.news ?? {},
        seed: request.randomSeed,
        autonaming: autonamingOf(request),
      });
      return { inputs, failures: failure === undefined ? [] : [{ reason: failure }] };
    }, log),
    diff: unary((request: DiffRequest) => {
      const definition = definitionOf(request);
      const { olds: outputs = {}, news = {}, ignoreChanges: ignored } = request;
      const difference = diff(definition, { outputs, news, ignored }, context);
      return diffMessage(difference, definition.deleteBeforeReplace === true);
    }, log),
  };
}

/** Reading and changing what the vendor has. */
export function resourceHandlers<Client>(
  vendor: ProviderPackage<Client>,
  clientOf: ClientOf<Client>,
  { workingDirectory, memory, log }: ServiceOptions,
): UntypedServiceImplementation {
  const definitionOf = finder(vendor);
  const turns = new Turns();
  const callOf = (caller: Caller, operation?: OperationCalls): Call<Client> => ({
    api: clientOf(caller, operation),
    workingDirectory,
  });
  const onceFor = (urn: string, caller: Caller): Once<Client> | undefined =>
    memory && {
      urn,
      memory,
      dialect: vendor.dialect,
      callFor: (operation) => callOf(caller, operation),
    };
  return {
    create: unary(async (request: CreateRequest, caller) => {
      const { urn, properties: inputs = {}, preview: isPreview } = request;
      const definition = definitionOf(request);
      const made = isPreview
        ? previewCreate(definition, inputs, { workingDirectory })
        : await turns.take(urn, () =>
            create(definition, inputs, callOf(caller), onceFor(urn, caller)),
          );
      return { id: made.id, properties: made.outputs };
    }, log),
    read: unary(async (request: ReadRequest, caller) => {
      const { id, properties: outputs = {}, inputs } = request;
      const found = await read(definitionOf(request), { id, outputs, inputs }, callOf(caller));
      if (found === undefined) return {};
      return { id: found.id, properties: found.outputs, inputs: found.inputs };
    }, log),
    update: unary(async (request: UpdateRequest, caller) => {
      const { urn, id, olds: outputs = {}, news = {}, preview: isPreview } = request;
      const change = { id, outputs, news, isPreview };
      const made = await turns.take(urn, () =>
        update(definitionOf(request), change, callOf(caller)),
      );
      return { properties: made.outputs };
    }, log),
    delete: unary(async (request: DeleteRequest, caller) => {
      const { urn, id, properties = {} } = request;
      const definition = definitionOf(request);
      const current = { id, state: revealObject(properties) };
      const once = onceFor(urn, caller);
      await turns.take(urn, () =>
        once ? deleteOnce(definition, current, once) : definition.delete(callOf(caller), current),
      );
      return {};
    }, log),
  };
}

/** Data sources. */
export function functionHandlers<Client>(
  vendor: ProviderPackage<Client>,
  clientOf: ClientOf<Client>,
  { log }: ServiceOptions,
): UntypedServiceImplementation {
  const functions = new Map(vendor.functions.map((each) => [each.token, each]));
  return {
    invoke: unary(async ({ token, args = {} }: InvokeRequest, caller) => {
      const definition = functions.get(token);
      if (definition === undefined) throw notProvided(vendor, "function", token);
      const given = revealObject(args);
      const failures = checkInputs(definition.inputs, given).map(({ path, reason }) => ({
        property: path,
        reason,
      }));
      if (failures.length > 0) return { failures };
      return { return: await definition.invoke(clientOf(caller), given) };
    }, log),
  };
}

function autonamingOf({ autonaming }: CheckRequest) {
  if (autonaming === undefined) return undefined;
  const { proposedName = "", mode = 0 } = autonaming;
  return { proposedName, isDisabled: mode === AUTONAMING_DISABLED };
}

function finder<Client>(
  vendor: ProviderPackage<Client>,
): (request: { type: string; urn: string }) => ResourceDefinition<Client> {
  const resources = new Map(vendor.resources.map((each) => [each.token, each]));
  return ({ type, urn }) => {
    const token = type || typeOf(urn);
    const definition = resources.get(token);
    if (definition === undefined) throw notProvided(vendor, "resource type", token);
    return definition;
  };
}

function notProvided<Client>(
  { name }: ProviderPackage<Client>,
  what: string,
  token: string,
): StatusError {
  const message = `The local ${name} provider has no ${what} ${token}. Use one that it has (local/plugins/${name}), or the vendor's own plugin.`;
  return new StatusError(status.UNIMPLEMENTED, message);
}

/** The type in `urn:pulumi:stack::project::parent$type::name`. */
function typeOf(urn: string): string {
  return urn.split("::")[2]?.split("$").at(-1) ?? "";
}

function nameOf(urn: string): string {
  return urn.split("::").slice(3).join("::");
}
