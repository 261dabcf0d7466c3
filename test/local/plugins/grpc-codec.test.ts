/** Proves that our codec and the generated classes of @pulumi/pulumi understand each other. */
import provider from "@pulumi/pulumi/proto/provider_pb.js";
import struct from "google-protobuf/google/protobuf/struct_pb.js";
import { expect, test } from "vitest";
import {
  type PropertyObject,
  Secret,
  unknown,
} from "../../../local/plugins/grpc/property-value.ts";
import {
  checkRequest,
  createRequest,
  createResponse,
  DiffKind,
  diffRequest,
  diffResponse,
  readRequest,
} from "../../../local/plugins/grpc/provider-protocol.ts";

const SIGNATURE = "4dabf18193072939515e22adb298388d";
const toStruct = struct.Struct.fromJavaScript;
const bytesOf = (message: { serializeBinary(): Uint8Array }) =>
  Buffer.from(message.serializeBinary());

test.each([
  { what: "text with any letters", value: "naïve 日本 🚀" },
  { what: "an empty text", value: "" },
  { what: "a number", value: -12.5 },
  { what: "a large whole number", value: 2 ** 53 - 1 },
  { what: "a flag", value: false },
  { what: "null", value: null },
  { what: "an empty list", value: [] },
  { what: "an empty object", value: {} },
  { what: "nested values", value: [{ a: [1, "b", null, { c: true }] }] },
  { what: "text longer than a buffer", value: "x".repeat(5000) },
])("$what goes both ways", ({ value }) => {
  const message = new provider.CreateRequest().setProperties(toStruct({ value } as never));
  expect(createRequest.decode(bytesOf(message)).properties).toEqual({ value });

  const encoded = createResponse.encode({ id: "i", properties: { value } });
  const decoded = provider.CreateResponse.deserializeBinary(encoded);
  expect(decoded.getId()).toBe("i");
  expect(decoded.getProperties()?.toJavaScript()).toEqual({ value });
});

test("secrets, unknown values, outputs and resource references are recognized", () => {
  const secret = { [SIGNATURE]: "1b47061264138c4ac30d75fd1eb44270", value: ["s"] };
  const output = { [SIGNATURE]: "d0e6a833031e9bbcd3f4e8bde6ca49a4" };
  const reference = { [SIGNATURE]: "5cf8f73096256a8f31e491e813e4eb8e", urn: "urn:x", id: "x-1" };
  const message = new provider.CreateRequest().setProperties(
    toStruct({
      plain: "04da6b54-80e4-46f7-96ec-b56ff0331ba8",
      secret,
      later: "04da6b54-80e4-46f7-96ec-b56ff0331ba9",
      known: { ...output, value: "v", dependencies: ["urn:x"] },
      hidden: { ...output, value: "v", secret: true },
      hiddenLater: { ...output, secret: true },
      reference,
    } as never),
  );
  expect(createRequest.decode(bytesOf(message)).properties).toEqual({
    plain: "04da6b54-80e4-46f7-96ec-b56ff0331ba8",
    secret: new Secret(["s"]),
    later: unknown,
    known: "v",
    hidden: new Secret("v"),
    hiddenLater: new Secret(unknown),
    reference: "x-1",
  });
});

test("secrets and unknown values are written as the engine writes them", () => {
  const properties: PropertyObject = { secret: new Secret({ a: unknown }), later: unknown };
  const encoded = createResponse.encode({ properties });
  const decoded = provider.CreateResponse.deserializeBinary(encoded).getProperties();
  expect(decoded?.toJavaScript()).toEqual({
    secret: {
      [SIGNATURE]: "1b47061264138c4ac30d75fd1eb44270",
      value: { a: "04da6b54-80e4-46f7-96ec-b56ff0331ba9" },
    },
    later: "04da6b54-80e4-46f7-96ec-b56ff0331ba9",
  });
});

test("every field of a check request is read", () => {
  const options = new provider.CheckRequest.AutonamingOptions().setProposedName("n").setMode(2);
  const message = new provider.CheckRequest()
    .setUrn("urn:a")
    .setName("a")
    .setType("t")
    .setOlds(toStruct({}))
    .setNews(toStruct({ x: 1 }))
    .setRandomseed(Uint8Array.of(1, 2))
    .setAutonaming(options);
  const { randomSeed, ...fields } = checkRequest.decode(bytesOf(message));
  expect([...randomSeed]).toEqual([1, 2]);
  expect(fields).toEqual({
    urn: "urn:a",
    name: "a",
    type: "t",
    olds: {},
    news: { x: 1 },
    autonaming: { proposedName: "n", mode: 2 },
  });
});

test("a diff request's ignored properties are read, fields that are not needed are skipped", () => {
  const message = new provider.DiffRequest()
    .setId("i")
    .setUrn("urn:a")
    .setIgnorechangesList(["a", "b.c"])
    .setName("skipped")
    .setType("t");
  expect(diffRequest.decode(bytesOf(message))).toEqual({
    id: "i",
    urn: "urn:a",
    type: "t",
    olds: undefined,
    news: undefined,
    oldInputs: undefined,
    ignoreChanges: ["a", "b.c"],
  });
});

test("a read request tells absent inputs from empty ones", () => {
  const message = new provider.ReadRequest().setId("i");
  expect(readRequest.decode(bytesOf(message)).inputs).toBeUndefined();
  message.setInputs(toStruct({}));
  expect(readRequest.decode(bytesOf(message)).inputs).toEqual({});
});

test("a diff response is understood with its details", () => {
  const encoded = diffResponse.encode({
    changes: 2,
    replaces: ["a"],
    diffs: ["a", "b"],
    deleteBeforeReplace: true,
    hasDetailedDiff: true,
    detailedDiff: [
      { path: "a[0]", diff: { kind: DiffKind.updateReplace } },
      { path: "b", diff: { kind: DiffKind.add } },
    ],
  });
  const decoded = provider.DiffResponse.deserializeBinary(encoded);
  expect(decoded.toObject()).toMatchObject({
    changes: provider.DiffResponse.DiffChanges.DIFF_SOME,
    replacesList: ["a"],
    diffsList: ["a", "b"],
    deletebeforereplace: true,
    hasdetaileddiff: true,
    detaileddiffMap: [
      ["a[0]", { kind: provider.PropertyDiff.Kind.UPDATE_REPLACE, inputdiff: false }],
      ["b", { kind: provider.PropertyDiff.Kind.ADD, inputdiff: false }],
    ],
  });
});
