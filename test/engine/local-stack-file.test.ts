import { expect, test } from "vitest";
import { parse } from "yaml";
import { collectEdits } from "../../local/engine/stack-config/config-edits.ts";
import {
  type Edits,
  localStackFile,
  type Overlay,
} from "../../local/engine/stack-config/local-stack-file.ts";

const crypter = {
  encryptionSalt: "v1:salt:check",
  encrypt: (plaintext: string) => `encrypted(${plaintext})`,
};

function configOf(committed: string, overlay: Overlay = {}, edits: Edits = {}): unknown {
  return parse(localStackFile(committed, overlay, edits, crypter)).config;
}

test("what binds a file to a secrets provider or to Pulumi Cloud is replaced by the local salt", () => {
  const committed = `
secretsprovider: awskms://alias/keys
encryptionsalt: v1:real:real
encryptedkey: abc
environment: [team/production]
config:
  slipway:zone: example.com
`;
  expect(parse(localStackFile(committed, {}, {}, crypter))).toEqual({
    encryptionsalt: "v1:salt:check",
    config: { "slipway:zone": "example.com" },
  });
});

test.each([
  ["a secret", "a: {secure: v1:x}\n  b: 1", { b: 1 }],
  ["a secret in an object", "a: {b: {secure: v1:x}, c: 2}", { a: { c: 2 } }],
  ["a secret in a list", "a: [1, {secure: v1:x}, 3]", { a: [1, 3] }],
  [
    "a secret below lists and objects",
    "a: [{b: [{secure: v1:x}], c: 1}]",
    { a: [{ b: [], c: 1 }] },
  ],
])("%s is left out", (_title, lines, expected) => {
  expect(configOf(`config:\n  ${lines}\n`)).toEqual(expected);
});

test.each([
  [
    "an object with more keys than secure",
    "a: {secure: true, b: 1}",
    { a: { secure: true, b: 1 } },
  ],
  ["a secure that is an object", "a: {secure: {b: 1}}", { a: { secure: { b: 1 } } }],
])("%s is no secret and stays", (_title, lines, expected) => {
  expect(configOf(`config:\n  ${lines}\n`)).toEqual(expected);
});

test.each([
  ["a plain value", { k: "http://127.0.0.1:1" }, { k: "http://127.0.0.1:1" }],
  ["a plain object", { k: { a: [1, true] } }, { k: { a: [1, true] } }],
  ["a secret", { k: { secret: "sk_test" } }, { k: { secure: "encrypted(sk_test)" } }],
  ["a secret object", { k: { secret: { a: 1 } } }, { k: { secure: 'encrypted({"a":1})' } }],
])("%s of the overlay replaces the committed one", (_title, overlay, expected) => {
  expect(configOf("config:\n  k: committed\n", overlay)).toEqual(expected);
});

test.each([
  ["overlay", { k: "overlay" }, {}, { k: "overlay" }],
  ["edit", { k: "overlay" }, { k: "edit" }, { k: "edit" }],
  ["removal", { k: "overlay" }, { k: null }, {}],
])(
  "of committed value, overlay and edit, the last wins: %s",
  (_title, overlay, edits, expected) => {
    expect(configOf("config:\n  k: committed\n", overlay, edits)).toEqual(expected);
  },
);

test.each([
  ["an empty file", ""],
  ["a file of comments", "# nothing yet\n"],
  ["a file without config", "encryptionsalt: v1:real:real\n"],
  ["an empty config", "config:\n"],
])("%s gives a file with the overlay only", (_title, committed) => {
  expect(configOf(committed, { k: "v" })).toEqual({ k: "v" });
});

test("values are spelled as in the committed file, and its comments stay", () => {
  const committed =
    "config:\n  # who pays\n  slipway:accountId: 0123e45\n  slipway:since: 2026-01-02\n";
  expect(localStackFile(committed, { text: "0123" }, {}, crypter)).toBe(
    `${committed}  text: "0123"\nencryptionsalt: "v1:salt:check"\n`,
  );
});

test("a file that is not YAML is refused with its line", () => {
  expect(() => localStackFile("config:\n  a: [1\n", {}, {}, crypter)).toThrow(/line 3/);
});

test.each([
  ["a changed value", { a: 1, b: 1 }, { a: 2, b: 1 }, { a: 2 }],
  ["a new value", { a: 1 }, { a: 1, b: { secure: "x" } }, { b: { secure: "x" } }],
  ["a removed value", { a: 1, b: 1 }, { b: 1 }, { a: null }],
  ["nothing", { a: { b: [1] } }, { a: { b: [1] } }, {}],
])(
  "the edits between two states of a configuration are %s",
  (_title, generated, current, edits) => {
    expect(collectEdits({}, generated, current)).toEqual(edits);
  },
);

test("an edit is kept until the same key is edited again", () => {
  expect(collectEdits({ a: 1, b: null }, { a: 1 }, { a: 2 })).toEqual({ a: 2, b: null });
});
