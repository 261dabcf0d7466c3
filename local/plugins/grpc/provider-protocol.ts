/**
 * The messages of `pulumirpc.ResourceProvider` that a plan or an update is made of, field numbers
 * from pulumi/pulumi proto/pulumi/provider.proto. They have a codec of their own because the
 * generated one decodes text one character at a time: a Worker version's plan took 20 ms instead
 * of 1. The rarer messages of the handshake are the generated ones of @pulumi/pulumi/proto.
 */
import {
  bytes,
  choice,
  flag,
  message,
  optional,
  properties,
  repeated,
  text,
  texts,
} from "./message.ts";

const failure = message({ property: text(1), reason: text(2) });

/** Modes of autonaming: PROPOSE 0, ENFORCE 1, DISABLE 2. */
const autonaming = message({ proposedName: text(1), mode: choice(2) });
export const AUTONAMING_DISABLED = 2;

export const checkRequest = message({
  urn: text(1),
  olds: properties(2),
  news: properties(3),
  randomSeed: bytes(5),
  name: text(6),
  type: text(7),
  autonaming: optional(8, autonaming),
});

export const checkResponse = message({ inputs: properties(1), failures: repeated(2, failure) });

export const diffRequest = message({
  id: text(1),
  urn: text(2),
  olds: properties(3),
  news: properties(4),
  ignoreChanges: texts(5),
  oldInputs: properties(6),
  type: text(8),
});

/** Kinds of a property's difference. */
export const DiffKind = {
  add: 0,
  addReplace: 1,
  delete: 2,
  deleteReplace: 3,
  update: 4,
  updateReplace: 5,
} as const;
/** What `changes` says. */
export const DiffChanges = { unknown: 0, none: 1, some: 2 } as const;

const propertyDiff = message({ kind: choice(1), inputDiff: flag(2) });
/** An entry of the map from property path to difference. */
const detail = message({ path: text(1), diff: optional(2, propertyDiff) });

export const diffResponse = message({
  replaces: texts(1),
  deleteBeforeReplace: flag(3),
  changes: choice(4),
  diffs: texts(5),
  detailedDiff: repeated(6, detail),
  hasDetailedDiff: flag(7),
});

export const createRequest = message({
  urn: text(1),
  properties: properties(2),
  preview: flag(4),
  type: text(6),
});

export const createResponse = message({ id: text(1), properties: properties(2) });

export const readRequest = message({
  id: text(1),
  urn: text(2),
  properties: properties(3),
  inputs: properties(4),
  type: text(6),
});

export const readResponse = message({
  id: text(1),
  properties: properties(2),
  inputs: properties(3),
});

export const updateRequest = message({
  id: text(1),
  urn: text(2),
  olds: properties(3),
  news: properties(4),
  preview: flag(7),
  type: text(10),
});

export const updateResponse = message({ properties: properties(1) });

export const deleteRequest = message({
  id: text(1),
  urn: text(2),
  properties: properties(3),
  type: text(7),
});

export const empty = message({});

export const invokeRequest = message({ token: text(1), args: properties(2) });

export const invokeResponse = message({ return: properties(1), failures: repeated(2, failure) });

export const configureRequest = message({ args: properties(2) });

export const configureResponse = message({
  acceptSecrets: flag(1),
  supportsPreview: flag(2),
  supportsAutonamingConfiguration: flag(5),
});

/** Details of an error: the resource exists but is not finished. */
export const resourceInitFailed = message({
  id: text(1),
  properties: properties(2),
  reasons: texts(3),
});

export type CheckRequest = Decoded<typeof checkRequest>;
export type DiffRequest = Decoded<typeof diffRequest>;
export type CreateRequest = Decoded<typeof createRequest>;
export type ReadRequest = Decoded<typeof readRequest>;
export type UpdateRequest = Decoded<typeof updateRequest>;
export type DeleteRequest = Decoded<typeof deleteRequest>;
export type InvokeRequest = Decoded<typeof invokeRequest>;
export type ConfigureRequest = Decoded<typeof configureRequest>;
type Decoded<C extends { decode(bytes: Buffer): unknown }> = ReturnType<C["decode"]>;
