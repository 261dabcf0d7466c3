import { expect, test } from "vitest";
import {
  type ConfigValue,
  EmbeddedFile,
  EnumMember,
  VOID,
  writeConfig,
} from "../../../local/edge/runtime/config.ts";

const written = (value: ConfigValue) =>
  /value = (.*)\)\], sockets/.exec(
    writeConfig({ services: [{ name: "s", value }], sockets: [] }),
  )?.[1];

test.each<[string, ConfigValue, string]>([
  ["text", 'say "hi"\n\\ é', '"say \\"hi\\"\\x0a\\\\ é"'],
  ["a number", 12, "12"],
  ["a flag", true, "true"],
  ["Void", VOID, "void"],
  ["Data", new Uint8Array([0, 255]), '0x"00ff"'],
  ["a file", new EmbeddedFile("/a b"), 'embed "/a b"'],
  ["an enum", new EnumMember("proxy"), "proxy"],
  ["a list", ["a", "b"], '["a", "b"]'],
  ["a struct without its absent fields", { a: 1, b: undefined }, "(a = 1)"],
])("writes %s", (_kind, value, expected) => {
  expect(written(value)).toBe(expected);
});
