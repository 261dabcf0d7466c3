import { expect, test } from "vitest";
import { compareVersions, fits, parseVersion } from "../../local/engine/version.ts";

test.each([
  ["v3.256.0\n", "3.256.0"],
  ["3.300.12", "3.300.12"],
  ["v3.256.0-alpha.1", "3.256.0-alpha.1"],
  ["v3.256.0+dirty", "3.256.0+dirty"],
  ["", undefined],
  ["command not found", undefined],
  ["v3.256", undefined],
])("the output %j of `pulumi version` is read as %j", (output, version) => {
  expect(parseVersion(output)).toBe(version);
});

test.each([
  ["3.256.0", true],
  ["3.256.1", true],
  ["3.300.0", true],
  ["3.255.9", false],
  ["3.99.0", false],
  ["2.999.0", false],
  ["4.0.0", false],
  ["3.257.0-alpha.1", false],
  ["3.256.0+build.5", true],
  ["no version", false],
])("an engine of version %s fits: %j", (version, isFitting) => {
  expect(fits(version)).toBe(isFitting);
});

test.each([
  ["1.25.11", "1.25.11", 0],
  ["1.26", "1.25.11", 1],
  ["1.25.9", "1.25.11", -1],
  ["2.0.0", "1.99.99", 1],
])("%s compared with %s is %i", (left, right, sign) => {
  expect(Math.sign(compareVersions(left, right))).toBe(sign);
});
