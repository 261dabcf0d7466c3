import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import {
  attachedProviders,
  directDependencies,
  installedPackages,
} from "../../local/engine/language-host/pulumi-packages.ts";
import { programResult, runArguments } from "../../local/engine/language-host/run-program.ts";
import { useTemporaryDirectory } from "./support/temporary-directory.ts";

/** A project with these packages installed, and a folder `infra` for the program. */
function useInstalled(manifests: Record<string, object>): string {
  const root = useTemporaryDirectory();
  const write = (directory: string, manifest: object) => {
    mkdirSync(directory, { recursive: true });
    writeFileSync(join(directory, "package.json"), JSON.stringify(manifest));
  };
  write(root, { dependencies: { direct: "1.0.0" } });
  for (const [name, manifest] of Object.entries(manifests)) {
    write(join(root, "node_modules", name), { name, version: "1.0.0", ...manifest });
  }
  mkdirSync(join(root, "node_modules", ".bin"), { recursive: true });
  mkdirSync(join(root, "node_modules", "no-package"));
  mkdirSync(join(root, "infra"));
  return join(root, "infra");
}

test.each([
  [{ pulumi: { resource: true } }, { name: "vendor", version: "1.0.0", server: "" }],
  [
    { pulumi: { resource: true, name: "other", version: "2.0.0", server: "github://x" } },
    { name: "other", version: "2.0.0", server: "github://x" },
  ],
  [{ pulumi: { resource: false } }, undefined],
  [{}, undefined],
])("the package @pulumi/vendor with %j needs the plugin %j", (manifest, plugin) => {
  const program = useInstalled({ "@pulumi/vendor": manifest });
  expect(installedPackages(program).map((found) => found.plugin)).toEqual([plugin]);
});

test("only what package.json names is a direct dependency", () => {
  const program = useInstalled({ direct: {}, transitive: {} });
  expect(installedPackages(program)).toHaveLength(2);
  expect(directDependencies(program)).toEqual([{ name: "direct", version: "1.0.0" }]);
});

test.each([
  [undefined, []],
  ["", []],
  ["cloudflare:4001", ["cloudflare"]],
  ["cloudflare:4001,github:4002", ["cloudflare", "github"]],
])("PULUMI_DEBUG_PROVIDERS=%s attaches %j", (variable, names) => {
  expect([...attachedProviders(variable)]).toEqual(names);
});

test.each([
  [0, null, { error: "", bail: false }],
  [32, null, { error: "", bail: true }],
  [1, null, { error: "The program exited with code 1.", bail: false }],
  [null, "SIGKILL", { error: "The program was ended by SIGKILL.", bail: false }],
] as const)("a program's end with code %s and signal %s is %j", (code, signal, result) => {
  expect(programResult(code, signal)).toEqual(result);
});

test("flags without a value are left out of the program's command line", () => {
  const run = {
    engineAddress: "127.0.0.1:1",
    monitorAddress: "127.0.0.1:2",
    organization: "",
    project: "p",
    stack: "dev",
    rootDirectory: "/p",
    programDirectory: "/p/infra",
    workingDirectory: "/p/infra",
    entryPoint: "index.ts",
    args: ["--flag"],
    dryRun: true,
    parallel: 8,
    config: {},
    configSecretKeys: [],
    nodeArgs: [],
  };
  expect(runArguments(run).join(" ")).toBe(
    "--monitor 127.0.0.1:2 --engine 127.0.0.1:1 --project p --root-directory /p --stack dev " +
      "--pwd /p/infra --dry-run --parallel 8 index.ts --flag",
  );
});
