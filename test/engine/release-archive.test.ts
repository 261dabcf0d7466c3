import { existsSync, readdirSync } from "node:fs";
import { expect, test } from "vitest";
import { archiveName, checksumOf, installRelease } from "../../local/engine/release-archive.ts";
import { useEmptyRelease, useReleaseServer, useSilentRelease } from "./support/release-server.ts";
import { useTemporaryDirectory } from "./support/temporary-directory.ts";

const digest = "a".repeat(64);
const report = () => {};
const name = archiveName(process.platform, process.arch) ?? "";

test.each([
  ["linux", "x64", "pulumi-v3.256.0-linux-x64.tar.gz"],
  ["linux", "arm64", "pulumi-v3.256.0-linux-arm64.tar.gz"],
  ["darwin", "arm64", "pulumi-v3.256.0-darwin-arm64.tar.gz"],
  ["linux", "ppc64", undefined],
  ["win32", "x64", undefined],
] as const)("the archive for %s %s is %s", (platform, architecture, expected) => {
  expect(archiveName(platform, architecture)).toBe(expected);
});

test.each([
  ["the line of the file", `${digest}  a.tar.gz\n${"b".repeat(64)}  b.tar.gz\n`, digest],
  ["a binary-mode line", `${digest} *a.tar.gz\n`, digest],
  ["capital digits", `${digest.toUpperCase()}  a.tar.gz\n`, digest],
  ["no such file", `${digest}  other.tar.gz\n`, undefined],
  ["a longer name", `${digest}  x-a.tar.gz\n`, undefined],
  ["a shorter digest", `${"a".repeat(40)}  a.tar.gz\n`, undefined],
  ["a page for people", "<html>log in</html>", undefined],
])("a checksum is read from %s", (_title, listing, expected) => {
  expect(checksumOf(listing, "a.tar.gz")).toBe(expected);
});

test("a release is unpacked with its launchers, and the archive is gone", async () => {
  const directory = useTemporaryDirectory();
  const source = await useReleaseServer(useTemporaryDirectory(), { version: "3.256.0" });
  await installRelease(source, name, directory, { report });
  expect(readdirSync(directory).sort()).toEqual([
    "pulumi",
    "pulumi-language-nodejs",
    "pulumi-resource-pulumi-nodejs",
  ]);
});

test("an archive with another checksum than the published one is refused and not unpacked", async () => {
  const directory = useTemporaryDirectory();
  const source = await useReleaseServer(useTemporaryDirectory(), {
    version: "3.256.0",
    checksum: digest,
  });
  await expect(installRelease(source, name, directory, { report })).rejects.toMatchObject({
    code: "checksum-mismatch",
    message: expect.stringContaining(`published is ${digest}`),
  });
  expect(existsSync(`${directory}/pulumi`)).toBe(false);
});

test.each([
  ["is not there", useEmptyRelease, /checksums\.txt: HTTP 404/],
  ["does not answer", useSilentRelease, /no answer within 30 ms/],
])("a release that %s is no checksum error, and says why", async (_title, useRelease, message) => {
  const source = await useRelease();
  const error = await installRelease(source, name, useTemporaryDirectory(), { report }).catch(
    (reason: Error) => reason,
  );
  expect(error).toMatchObject({ name: "Error", message: expect.stringMatching(message) });
});
