import { expect, test } from "vitest";
import { projectFiles, read, sourceFiles } from "./source-files.ts";

const MAX_LINES = 500;

const ownSource = sourceFiles();

test(`no source file is longer than ${MAX_LINES} lines`, () => {
  const long = ownSource.filter((file) => read(file).split("\n").length > MAX_LINES + 1);
  expect(long).toEqual([]);
});

test("half of the source files are 100 lines or shorter", () => {
  const lengths = ownSource.map((file) => read(file).split("\n").length).sort((a, b) => a - b);
  expect(lengths[Math.floor(lengths.length / 2)]).toBeLessThanOrEqual(100);
});

test.each([
  ["an absolute path of a developer's machine", /(["'`( ])\/(home|Users|root|work)\/[a-z]/],
  ["an unfinished word", /\b(TODO|FIXME|XXX)\b/],
])("no file has %s", (_title, pattern) => {
  const found = projectFiles()
    .filter((file) => /\.(ts|js|cjs|md|ya?ml|json|sql|html|css|sh)$/.test(file))
    .filter((file) => file !== "package-lock.json" && file !== "test/repository/files.test.ts")
    .filter((file) => pattern.test(read(file)));
  expect(found).toEqual([]);
});

test("tests are never skipped or singled out unconditionally", () => {
  const pattern = /\b(test|describe|it)\.(only|todo|skip)\(/;
  const found = projectFiles()
    .filter((file) => file.endsWith(".test.ts") && file !== "test/repository/files.test.ts")
    .filter((file) => pattern.test(read(file)));
  expect(found).toEqual([]);
});
