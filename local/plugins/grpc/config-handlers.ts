import type { UntypedServiceImplementation } from "@grpc/grpc-js";
import plugin from "@pulumi/pulumi/proto/plugin_pb.js";
import provider from "@pulumi/pulumi/proto/provider_pb.js";
import empty from "google-protobuf/google/protobuf/empty_pb.js";
import { connectionFor, unknownConfigKeys } from "../connection.ts";
import type { ProviderPackage } from "../resource.ts";
import { isSame } from "../schema/changes.ts";
import { schemaDocument } from "../schema/document.ts";
import { checkResponse, diffResponse, toProperties } from "./messages.ts";
import { revealObject } from "./property-value.ts";
import type { ServiceOptions } from "./service.ts";
import { unary } from "./unary.ts";

/** Getting acquainted: handshake, schema and the provider's own configuration. */
export function configHandlers<Client>(
  vendor: ProviderPackage<Client>,
  { sessions, log }: ServiceOptions,
): UntypedServiceImplementation {
  return {
    handshake: unary((_: provider.ProviderHandshakeRequest, { peer }) => {
      sessions.open(peer);
      return new provider.ProviderHandshakeResponse()
        .setAcceptSecrets(true)
        .setSupportsAutonamingConfiguration(true);
    }, log),
    attach: unary(() => new empty.Empty(), log),
    getPluginInfo: unary(() => new plugin.PluginInfo().setVersion(vendor.version), log),
    getSchema: unary(
      () => new provider.GetSchemaResponse().setSchema(JSON.stringify(schemaDocument(vendor))),
      log,
    ),
    checkConfig: unary((request: provider.CheckRequest) => checkConfig(vendor, request), log),
    diffConfig: unary(diffConfig, log),
    configure: unary(async (request: provider.ConfigureRequest, { peer, gone }) => {
      const session = sessions.of(peer);
      const config = revealObject(toProperties(request.getArgs()));
      const asked = connectionFor(vendor, config, session.connection);
      const learnt = await vendor.start?.(vendor.connect(asked, gone), asked);
      session.connection = { ...asked, config: { ...asked.config, ...learnt } };
      return new provider.ConfigureResponse()
        .setAcceptsecrets(true)
        .setSupportspreview(true)
        .setSupportsAutonamingConfiguration(true);
    }, log),
    cancel: unary((_: empty.Empty, { peer }) => {
      sessions.of(peer).cancellation.abort();
      return new empty.Empty();
    }, log),
  };
}

function checkConfig<Client>(
  vendor: ProviderPackage<Client>,
  request: provider.CheckRequest,
): provider.CheckResponse {
  const news = toProperties(request.getNews());
  const reasons = unknownConfigKeys(vendor, revealObject(news)).map(
    (key) => `"${key}" is not a configuration key of the provider ${vendor.name}.`,
  );
  return checkResponse(news, reasons.length === 0 ? undefined : reasons.join("\n"));
}

function diffConfig(request: provider.DiffRequest): provider.DiffResponse {
  const olds = revealObject(toProperties(request.getOldInputs() ?? request.getOlds()));
  const news = revealObject(toProperties(request.getNews()));
  const keys = [...new Set([...Object.keys(olds), ...Object.keys(news)])];
  const changes = keys
    .filter((key) => !isSame(olds[key], news[key]))
    .map((path) => ({ path, kind: "update" as const, replaces: false }));
  return diffResponse({ changes, replaces: [] }, false);
}
