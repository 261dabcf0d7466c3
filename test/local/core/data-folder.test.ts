import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { DataFolder } from "../../../local/data-folder.ts";

const running = { pid: process.pid, apiPort: 1, edgePort: 2, debugProviders: "" };

function useFolder(): DataFolder {
  const path = mkdtempSync(join(tmpdir(), "slipway-data-"));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return new DataFolder(path);
}

test("a folder keeps its token and passphrase", () => {
  const folder = useFolder();
  expect(folder.identity().token).toMatch(/^local-[\w-]{24}$/);
  expect(new DataFolder(folder.path).identity()).toEqual(folder.identity());
});

test("only the owner can read what is written", () => {
  const folder = useFolder();
  folder.identity();
  expect(statSync(folder.file("identity.json")).mode & 0o777).toBe(0o600);
});

test("to look into a folder that is not there makes none", () => {
  const folder = new DataFolder(useFolder().file("mistyped"));
  expect([folder.running(), folder.isOurs(), existsSync(folder.path)]).toEqual([
    undefined,
    false,
    false,
  ]);
});

test("a folder that cannot be made is refused with its reason", () => {
  const path = useFolder().file("a-file");
  writeFileSync(path, "");
  expect(() => new DataFolder(path).create()).toThrow(/cannot keep anything in .*ENOTDIR/);
});

test.each([
  ["a newer version", '{"dataVersion":2,"token":"local-x","passphrase":"y"}', /of version 2/],
  ["no known form", "not json", /of no known version/],
])("a folder of %s is refused", (_title, content, message) => {
  const folder = useFolder();
  writeFileSync(folder.file("identity.json"), content);
  expect(() => folder.identity()).toThrow(message);
});

test("a cloud whose process is gone does not run", () => {
  const folder = useFolder();
  folder.setRunning(running);
  expect(folder.running()).toEqual(running);
  folder.setRunning({ ...running, pid: 2 ** 22 + 1 });
  expect(folder.running()).toBeUndefined();
});
