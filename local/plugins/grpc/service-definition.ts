import type { MethodDefinition, ServiceDefinition } from "@grpc/grpc-js";
import { ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import type { Codec, Fill, Values } from "./message.ts";
import * as protocol from "./provider-protocol.ts";

/** `pulumirpc.ResourceProvider`, its frequent methods with our own codec. */
export const providerServiceDefinition: ServiceDefinition = {
  ...ResourceProviderService,
  configure: request("Configure", protocol.configureRequest, protocol.configureResponse),
  check: request("Check", protocol.checkRequest, protocol.checkResponse),
  diff: request("Diff", protocol.diffRequest, protocol.diffResponse),
  checkConfig: request("CheckConfig", protocol.checkRequest, protocol.checkResponse),
  diffConfig: request("DiffConfig", protocol.diffRequest, protocol.diffResponse),
  create: request("Create", protocol.createRequest, protocol.createResponse),
  read: request("Read", protocol.readRequest, protocol.readResponse),
  update: request("Update", protocol.updateRequest, protocol.updateResponse),
  delete: request("Delete", protocol.deleteRequest, protocol.empty),
  invoke: request("Invoke", protocol.invokeRequest, protocol.invokeResponse),
};

function request<Request, Response>(
  name: string,
  requestCodec: Codec<Request>,
  responseCodec: Codec<Response>,
): MethodDefinition<Values<Request>, Fill<Response>> {
  return {
    path: `/pulumirpc.ResourceProvider/${name}`,
    requestStream: false,
    responseStream: false,
    requestSerialize: (values) => requestCodec.encode(values as Fill<Request>),
    requestDeserialize: (bytes) => requestCodec.decode(bytes),
    responseSerialize: (values) => responseCodec.encode(values),
    responseDeserialize: (bytes) => responseCodec.decode(bytes) as Fill<Response>,
  };
}
