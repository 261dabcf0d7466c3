import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { ensureEngine, stackLauncherDirectory } from "../../local/engine/ensure-engine.ts";
import { pathWith, writeGo, writeScript } from "./support/executables.ts";
import { useEmptyRelease, useReleaseServer } from "./support/release-server.ts";
import { useTemporaryDirectory } from "./support/temporary-directory.ts";

const HOSTS = ["pulumi-language-nodejs", "pulumi-resource-pulumi-nodejs"] as const;

/** A machine with nothing but what a test puts on its PATH, and an empty cache. */
async function useMachine() {
  const root = useTemporaryDirectory();
  const tools = pathWith(join(root, "tools"), "tar", "gzip", "cat", "chmod", "sh");
  const lines: string[] = [];
  const machine = {
    root,
    path: [tools],
    cacheDirectory: join(root, "cache"),
    release: await useEmptyRelease(),
    lines,
    ensure: () =>
      ensureEngine({
        report: (line) => lines.push(line),
        cacheDirectory: machine.cacheDirectory,
        environment: { PATH: machine.path.join(":") },
        release: machine.release,
      }),
  };
  return machine;
}

function withGo(machine: { root: string; path: string[] }, options: { version?: string } = {}) {
  const directory = join(machine.root, "go");
  const log = join(machine.root, "go.log");
  const version = options.version ?? "3.256.0";
  writeGo(directory, { goVersion: "1.99.0", toolchain: "auto", version, log });
  machine.path.unshift(directory);
  return log;
}

test("a fitting pulumi on PATH is used as it is", async () => {
  const machine = await useMachine();
  const directory = join(machine.root, "official");
  const pulumi = writeScript(directory, "pulumi", "echo v3.300.1");
  for (const host of HOSTS) writeScript(directory, host);
  machine.path.push(directory);
  expect(await machine.ensure()).toEqual({
    pulumi,
    pathEntries: [],
    version: "3.300.1",
    source: "path",
  });
});

test("only the launcher that a pulumi on PATH lacks is put on PATH", async () => {
  const machine = await useMachine();
  const directory = join(machine.root, "official");
  writeScript(directory, "pulumi", "echo v3.256.0");
  writeScript(directory, "pulumi-language-nodejs");
  machine.path.push(directory);
  const { pathEntries } = await machine.ensure();
  expect(pathEntries.flatMap((entry) => readdirSync(entry))).toEqual([
    "pulumi-resource-pulumi-nodejs",
  ]);
});

test("an older pulumi on PATH is named and left alone", async () => {
  const machine = await useMachine();
  const pulumi = writeScript(join(machine.root, "old"), "pulumi", "echo v3.100.0");
  machine.path.push(dirname(pulumi));
  withGo(machine);
  expect((await machine.ensure()).source).toBe("build");
  expect(machine.lines[0]).toBe(
    `${pulumi} is version 3.100.0; needed is at least 3.256.0, below 4, no pre-release. Using an engine of our own.`,
  );
});

test("the launcher of local shells is not taken for an engine", async () => {
  const machine = await useMachine();
  machine.path.unshift(stackLauncherDirectory);
  withGo(machine);
  expect((await machine.ensure()).source).toBe("build");
});

test("the official release comes before a build, with its own launchers", async () => {
  const machine = await useMachine();
  const log = withGo(machine);
  machine.release = await useReleaseServer(useTemporaryDirectory(), { version: "3.256.0" });
  const engine = await machine.ensure();
  expect(engine.source).toBe("download");
  expect(engine.pathEntries).toEqual([dirname(engine.pulumi)]);
  expect(readFileSync(join(dirname(engine.pulumi), HOSTS[0]), "utf8")).toContain("exit 0");
  expect(existsSync(log)).toBe(false);
});

test("a built engine stands beside our launchers, and is found in the cache from then on", async () => {
  const machine = await useMachine();
  const log = withGo(machine);
  const built = await machine.ensure();
  const cached = await machine.ensure();
  expect([built.source, cached.source]).toEqual(["build", "cache"]);
  expect(cached.pulumi).toBe(built.pulumi);
  const { mode } = statSync(join(dirname(built.pulumi), HOSTS[0]));
  expect(mode & 0o111).not.toBe(0);
  expect(readFileSync(log, "utf8").trim().split("\n")).toHaveLength(1);
});

test("the build takes the pinned module, whatever the machine's Go settings are", async () => {
  const machine = await useMachine();
  const log = withGo(machine);
  await machine.ensure();
  expect(readFileSync(log, "utf8")).toMatch(
    /^off build -v -mod=readonly -trimpath .*version\.Version=v3\.256\.0 -o \S+ github\.com\/pulumi\/pulumi\/pkg\/v3\/cmd\/pulumi$/m,
  );
});

test("a download with a wrong checksum ends everything: nothing is built in its place", async () => {
  const machine = await useMachine();
  const log = withGo(machine);
  const checksum = "0".repeat(64);
  machine.release = await useReleaseServer(useTemporaryDirectory(), {
    version: "3.256.0",
    checksum,
  });
  await expect(machine.ensure()).rejects.toMatchObject({ code: "checksum-mismatch" });
  expect(existsSync(log)).toBe(false);
});

test("an engine that tells another version is thrown away", async () => {
  const machine = await useMachine();
  withGo(machine, { version: "3.1.0" });
  await expect(machine.ensure()).rejects.toMatchObject({ code: "broken" });
  await expect(machine.ensure()).rejects.toMatchObject({ code: "broken" });
});

test("what a killed installation left is removed by the next", async () => {
  const machine = await useMachine();
  withGo(machine);
  const { pulumi } = await machine.ensure();
  const parent = dirname(dirname(pulumi));
  writeScript(join(parent, "installing-abc"), "pulumi", "exit 1");
  rmSync(join(parent, "engine"), { recursive: true });
  expect((await machine.ensure()).source).toBe("build");
  expect(readdirSync(parent).filter((name) => name.startsWith("installing-"))).toEqual([]);
});

test("the launchers of a checkout that is no more are removed, those of another stay", async () => {
  const machine = await useMachine();
  withGo(machine);
  const { pulumi } = await machine.ensure();
  const parent = dirname(dirname(pulumi));
  const targets = { "hosts-deleted": join(parent, "nowhere"), "hosts-other": pulumi };
  for (const [folder, target] of Object.entries(targets)) {
    mkdirSync(join(parent, folder));
    symlinkSync(target, join(parent, folder, HOSTS[0]));
  }
  await machine.ensure();
  expect(existsSync(join(parent, "hosts-deleted"))).toBe(false);
  expect(existsSync(join(parent, "hosts-other"))).toBe(true);
});

test("without network and Go, the error tells what was tried and what to do", async () => {
  const machine = await useMachine();
  await expect(machine.ensure()).rejects.toMatchObject({
    code: "unavailable",
    message: expect.stringMatching(
      /^There is no Pulumi engine and no way to get one\.\n {2}on PATH and in the cache: no pulumi, at least 3\.256\.0.*\n {2}download: http.*HTTP 404\n {2}build: no go on PATH$/,
    ),
    hint: expect.stringMatching(/^Connect to the network once, or install Go 1\.\d+\.\d+ or later/),
  });
});

test.each([
  ["local", "1.21.0", /takes Go 1\.\d+\.\d+ or later; this machine has 1\.21\.0/],
  ["local", "1.99.0", undefined],
  ["auto", "1.21.0", undefined],
])("with GOTOOLCHAIN=%s and Go %s, Go is too old: %s", async (toolchain, goVersion, message) => {
  const machine = await useMachine();
  const log = join(machine.root, "go.log");
  writeGo(join(machine.root, "go"), { goVersion, toolchain, version: "3.256.0", log });
  machine.path.unshift(join(machine.root, "go"));
  if (message === undefined) expect((await machine.ensure()).source).toBe("build");
  else {
    await expect(machine.ensure()).rejects.toMatchObject({
      code: "go-too-old",
      message: expect.stringMatching(message),
    });
  }
});

test("a failed build shows Go's last lines", async () => {
  const machine = await useMachine();
  writeScript(
    join(machine.root, "go"),
    "go",
    `[ "$1" = env ] && printf 'go1.99.0\\nauto\\n' && exit 0`,
    "echo 'verifying module: checksum mismatch' >&2",
    "exit 1",
  );
  machine.path.unshift(join(machine.root, "go"));
  await expect(machine.ensure()).rejects.toMatchObject({
    code: "build-failed",
    message: "go build of the Pulumi engine exited with 1:\nverifying module: checksum mismatch",
  });
});
