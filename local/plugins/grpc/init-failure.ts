import { Metadata, status } from "@grpc/grpc-js";
import rpcStatus from "@pulumi/pulumi/proto/status_pb.js";
import anyMessage from "google-protobuf/google/protobuf/any_pb.js";
import type { PartialFailure } from "../partial-failure.ts";
import { resourceInitFailed } from "./provider-protocol.ts";

/** The gRPC error that makes the engine keep a resource that was made but not finished. */
export function initFailure({ existing, message }: PartialFailure): {
  code: status;
  details: string;
  metadata: Metadata;
} {
  const detail = resourceInitFailed.encode({
    id: existing.id,
    properties: existing.state,
    reasons: [message],
  });
  const packed = new anyMessage.Any();
  packed.pack(detail, "pulumirpc.ErrorResourceInitFailed");
  const answer = new rpcStatus.Status();
  answer.setCode(status.UNKNOWN);
  answer.setMessage(message);
  answer.addDetails(packed);
  const metadata = new Metadata();
  metadata.add("grpc-status-details-bin", Buffer.from(answer.serializeBinary()));
  return { code: status.UNKNOWN, details: message, metadata };
}
