import type { UntypedServiceImplementation } from "@grpc/grpc-js";
import plugin from "@pulumi/pulumi/proto/plugin_pb.js";
import provider from "@pulumi/pulumi/proto/provider_pb.js";
import emptyMessage from "google-protobuf/google/protobuf/empty_pb.js";
import { connectionFor, unknownConfigKeys } from "../connection.ts";
import type { ProviderPackage } from "../resource.ts";
import { isSame } from "../schema/changes.ts";
import { schemaDocument } from "../schema/document.ts";
import { diffMessage } from "./diff-message.ts";
import { revealObject } from "./property-value.ts";
import type { CheckRequest, ConfigureRequest, DiffRequest } from "./provider-protocol.ts";
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
    attach: unary(() => new emptyMessage.Empty(), log),
    getPluginInfo: unary(() => new plugin.PluginInfo().setVersion(vendor.version), log),
    getSchema: unary(
      () => new provider.GetSchemaResponse().setSchema(JSON.stringify(schemaDocument(vendor))),
      log,
    ),
    checkConfig: unary(({ news = {} }: CheckRequest) => {
      const reasons = unknownConfigKeys(vendor, revealObject(news)).map(
        (key) => `"${key}" is not a configuration key of the provider ${vendor.name}.`,
      );
      return { inputs: news, failures: reasons.map((reason) => ({ reason })) };
    }, log),
    diffConfig: unary(diffConfig, log),
    configure: unary(async ({ args = {} }: ConfigureRequest, { peer, gone }) => {
      const asked = connectionFor(vendor, revealObject(args), sessions.of(peer).connection);
      const learnt = await vendor.start?.(vendor.connect(asked, gone()), asked);
      sessions.configure(peer, { ...asked, config: { ...asked.config, ...learnt } });
      return { acceptSecrets: true, supportsPreview: true, supportsAutonamingConfiguration: true };
    }, log),
    cancel: unary((_: emptyMessage.Empty, { peer }) => {
      sessions.of(peer).cancellation.abort();
      return new emptyMessage.Empty();
    }, log),
  };
}

function diffConfig({ olds = {}, oldInputs = olds, news = {} }: DiffRequest) {
  const [before, after] = [revealObject(oldInputs), revealObject(news)];
  const changes = [...new Set([...Object.keys(before), ...Object.keys(after)])]
    .filter((key) => !isSame(before[key], after[key]))
    .map((path) => ({ path, kind: "update" as const, replaces: false }));
  return diffMessage({ changes, replaces: [] }, false);
}
