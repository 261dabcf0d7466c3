import { Metadata, status } from "@grpc/grpc-js";
import provider from "@pulumi/pulumi/proto/provider_pb.js";
import rpcStatus from "@pulumi/pulumi/proto/status_pb.js";
import anyMessage from "google-protobuf/google/protobuf/any_pb.js";
import struct from "google-protobuf/google/protobuf/struct_pb.js";
import type { PartialFailure } from "../partial-failure.ts";
import { encodeObject } from "./property-value.ts";

/** The gRPC error that makes the engine keep a resource that was made but not finished. */
export function initFailure(failure: PartialFailure): {
  code: status;
  details: string;
  metadata: Metadata;
} {
  const detail = new provider.ErrorResourceInitFailed();
  detail.setId(failure.existing.id);
  detail.setProperties(struct.Struct.fromJavaScript(encodeObject(failure.existing.state)));
  detail.setReasonsList([failure.message]);
  const packed = new anyMessage.Any();
  packed.pack(detail.serializeBinary(), "pulumirpc.ErrorResourceInitFailed");
  const answer = new rpcStatus.Status();
  answer.setCode(status.UNKNOWN);
  answer.setMessage(failure.message);
  answer.addDetails(packed);
  const metadata = new Metadata();
  metadata.add("grpc-status-details-bin", Buffer.from(answer.serializeBinary()));
  return { code: status.UNKNOWN, details: failure.message, metadata };
}
