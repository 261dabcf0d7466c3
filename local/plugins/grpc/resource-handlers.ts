import { status, type UntypedServiceImplementation } from "@grpc/grpc-js";
import provider from "@pulumi/pulumi/proto/provider_pb.js";
import empty from "google-protobuf/google/protobuf/empty_pb.js";
import { check, create, diff, read, update } from "../provider.ts";
import type { Call, ProviderPackage, ResourceDefinition } from "../resource.ts";
import { checkInputs } from "../schema/check.ts";
import { autonamingOf, checkResponse, diffResponse, toProperties, toStruct } from "./messages.ts";
import { revealObject } from "./property-value.ts";
import type { ServiceOptions } from "./service.ts";
import { type Caller, StatusError, unary } from "./unary.ts";

type ClientOf<Client> = (caller: Caller) => Client;

/** Planning and checking: what the engine asks in a preview, without any call to the vendor. */
export function planHandlers<Client>(
  vendor: ProviderPackage<Client>,
  { workingDirectory, log }: ServiceOptions,
): UntypedServiceImplementation {
  const definitionOf = finder(vendor);
  const context = { dialect: vendor.dialect, files: { workingDirectory } };
  return {
    check: unary((request: provider.CheckRequest) => {
      const { inputs, failure } = check(definitionOf(request), {
        resourceName: request.getName() || nameOf(request.getUrn()),
        olds: toProperties(request.getOlds()),
        news: toProperties(request.getNews()),
        seed: request.getRandomseed_asU8(),
        autonaming: autonamingOf(request),
      });
      return checkResponse(inputs, failure);
    }, log),
    diff: unary((request: provider.DiffRequest) => {
      const definition = definitionOf(request);
      const outputs = toProperties(request.getOlds());
      const news = toProperties(request.getNews());
      const ignored = request.getIgnorechangesList();
      const difference = diff(definition, { outputs, news, ignored }, context);
      return diffResponse(difference, definition.deleteBeforeReplace === true);
    }, log),
  };
}

/** Reading and changing what the vendor has. */
export function resourceHandlers<Client>(
  vendor: ProviderPackage<Client>,
  clientOf: ClientOf<Client>,
  { workingDirectory, log }: ServiceOptions,
): UntypedServiceImplementation {
  const definitionOf = finder(vendor);
  const callOf = (caller: Caller): Call<Client> => ({ api: clientOf(caller), workingDirectory });
  return {
    create: unary(async (request: provider.CreateRequest, caller) => {
      const inputs = toProperties(request.getProperties());
      const isPreview = request.getPreview();
      const made = await create(definitionOf(request), { inputs, isPreview }, callOf(caller));
      return new provider.CreateResponse().setId(made.id).setProperties(toStruct(made.outputs));
    }, log),
    read: unary(async (request: provider.ReadRequest, caller) => {
      const inputs = request.hasInputs() ? toProperties(request.getInputs()) : undefined;
      const known = { id: request.getId(), outputs: toProperties(request.getProperties()), inputs };
      const found = await read(definitionOf(request), known, callOf(caller));
      const response = new provider.ReadResponse();
      if (found === undefined) return response;
      response.setId(found.id).setInputs(toStruct(found.inputs));
      return response.setProperties(toStruct(found.outputs));
    }, log),
    update: unary(async (request: provider.UpdateRequest, caller) => {
      const made = await update(
        definitionOf(request),
        {
          id: request.getId(),
          outputs: toProperties(request.getOlds()),
          news: toProperties(request.getNews()),
          isPreview: request.getPreview(),
        },
        callOf(caller),
      );
      return new provider.UpdateResponse().setProperties(toStruct(made.outputs));
    }, log),
    delete: unary(async (request: provider.DeleteRequest, caller) => {
      const state = revealObject(toProperties(request.getProperties()));
      await definitionOf(request).delete(callOf(caller), { id: request.getId(), state });
      return new empty.Empty();
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
    invoke: unary(async (request: provider.InvokeRequest, caller) => {
      const token = request.getTok();
      const definition = functions.get(token);
      if (definition === undefined) throw notProvided(vendor, "function", token);
      const args = revealObject(toProperties(request.getArgs()));
      const response = new provider.InvokeResponse();
      const problems = checkInputs(definition.inputs, args);
      for (const { path, reason } of problems) {
        response.addFailures(new provider.CheckFailure().setProperty(path).setReason(reason));
      }
      if (problems.length > 0) return response;
      return response.setReturn(toStruct(await definition.invoke(clientOf(caller), args)));
    }, log),
  };
}

function finder<Client>(
  vendor: ProviderPackage<Client>,
): (request: { getType(): string; getUrn(): string }) => ResourceDefinition<Client> {
  const resources = new Map(vendor.resources.map((each) => [each.token, each]));
  return (request) => {
    const token = request.getType() || typeOf(request.getUrn());
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
