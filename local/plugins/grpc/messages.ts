import provider from "@pulumi/pulumi/proto/provider_pb.js";
import struct from "google-protobuf/google/protobuf/struct_pb.js";
import type { Autonaming } from "../autoname.ts";
import { type Difference, topLevel } from "../provider.ts";
import type { Change } from "../schema/changes.ts";
import { decodeObject, encodeObject, type PropertyObject } from "./property-value.ts";

export function toProperties(message: struct.Struct | undefined): PropertyObject {
  return message === undefined ? {} : decodeObject(message.toJavaScript());
}

export function toStruct(object: PropertyObject): struct.Struct {
  return struct.Struct.fromJavaScript(encodeObject(object));
}

export function checkResponse(
  inputs: PropertyObject,
  failure: string | undefined,
): provider.CheckResponse {
  const response = new provider.CheckResponse();
  response.setInputs(toStruct(inputs));
  if (failure !== undefined) response.addFailures(new provider.CheckFailure().setReason(failure));
  return response;
}

export function autonamingOf(request: provider.CheckRequest): Autonaming | undefined {
  const options = request.getAutonaming();
  if (options === undefined) return undefined;
  return {
    proposedName: options.getProposedName(),
    isDisabled: options.getMode() === provider.CheckRequest.AutonamingOptions.Mode.DISABLE,
  };
}

const { Kind } = provider.PropertyDiff;
const kinds = {
  add: [Kind.ADD, Kind.ADD_REPLACE],
  delete: [Kind.DELETE, Kind.DELETE_REPLACE],
  update: [Kind.UPDATE, Kind.UPDATE_REPLACE],
} as const;

export function diffResponse(
  { changes, replaces }: Difference,
  deletesFirst: boolean,
): provider.DiffResponse {
  const { DIFF_NONE, DIFF_SOME } = provider.DiffResponse.DiffChanges;
  const response = new provider.DiffResponse();
  response.setChanges(changes.length === 0 ? DIFF_NONE : DIFF_SOME);
  response.setReplacesList(replaces);
  response.setDiffsList([...new Set(changes.map(({ path }) => topLevel(path)))]);
  response.setDeletebeforereplace(deletesFirst && replaces.length > 0);
  response.setHasdetaileddiff(true);
  const details = response.getDetaileddiffMap();
  for (const change of changes) details.set(change.path, propertyDiff(change, replaces));
  for (const name of replaces) {
    if (changes.some(({ path }) => topLevel(path) === name)) continue;
    details.set(name, new provider.PropertyDiff().setKind(Kind.UPDATE_REPLACE));
  }
  return response;
}

function propertyDiff(change: Change, replaces: readonly string[]): provider.PropertyDiff {
  const isReplaced = change.replaces || replaces.includes(topLevel(change.path));
  return new provider.PropertyDiff().setKind(kinds[change.kind][isReplaced ? 1 : 0]);
}
