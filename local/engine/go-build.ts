import { readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { EngineError } from "./errors.ts";
import { type Report, withProgress } from "./progress.ts";
import { runTool } from "./run-tool.ts";
import { compareVersions, ENGINE_VERSION } from "./version.ts";

const MODULE_DIRECTORY = join(import.meta.dirname, "go");
const PACKAGE = "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi";
const VERSION_VARIABLE = "github.com/pulumi/pulumi/sdk/v3/go/common/version.Version";

export interface GoToolchain {
  /** `1.26.8` */
  version: string;
  /** The setting GOTOOLCHAIN; with `local`, Go does not fetch a newer release of itself. */
  toolchain: string;
}

/** The Go toolchain on PATH; undefined if there is none. */
export async function findGo(environment: NodeJS.ProcessEnv): Promise<GoToolchain | undefined> {
  try {
    // In a folder without go.mod, so that Go answers for itself and switches to no other release.
    const { exitCode, stdout } = await runTool("go", ["env", "GOVERSION", "GOTOOLCHAIN"], {
      cwd: tmpdir(),
      environment,
    });
    const [version, toolchain = ""] = stdout.trim().split("\n");
    if (exitCode !== 0 || version === undefined) return undefined;
    return { version: version.replace(/^go/, ""), toolchain };
  } catch {
    return undefined;
  }
}

/** The oldest Go release that builds the engine: the `go` line of our module. */
export function requiredGoVersion(): string {
  const [, version] =
    /^go (\S+)$/m.exec(readFileSync(join(MODULE_DIRECTORY, "go.mod"), "utf8")) ?? [];
  if (version === undefined) throw new Error("local/engine/go/go.mod has no go line.");
  return version;
}

/** @throws EngineError `go-too-old` if this toolchain can neither build the engine nor replace itself. */
export function requireGo({ version, toolchain }: GoToolchain, required: string): void {
  if (toolchain !== "local" || compareVersions(version, required) >= 0) return;
  throw new EngineError(
    "go-too-old",
    `Building the Pulumi engine takes Go ${required} or later; this machine has ${version}, and GOTOOLCHAIN=local forbids Go to fetch a newer release of itself.`,
    { hint: "Install a newer Go, or set GOTOOLCHAIN=auto." },
  );
}

/**
 * Builds the engine from its published Go module. The checksums of all modules are pinned by our
 * go.sum, and Go verifies them.
 * @throws EngineError `build-failed`
 */
export async function buildEngine(
  output: string,
  options: { environment: NodeJS.ProcessEnv; report: Report; signal?: AbortSignal | undefined },
): Promise<void> {
  const { report, signal } = options;
  const counts = { modules: 0, packages: 0 };
  const build = () =>
    runTool("go", buildArguments(output), {
      cwd: MODULE_DIRECTORY,
      // A go.work above the checkout would replace our module.
      environment: { ...options.environment, GOWORK: "off" },
      signal,
      onStderrLine: (line) => {
        if (line.startsWith("go: downloading ")) counts.modules += 1;
        else if (!line.includes(" ")) counts.packages += 1;
      },
    });
  const describe = () => `${counts.modules} modules fetched, ${counts.packages} packages compiled`;
  const result = await withProgress(
    { label: "Building the Pulumi engine", report, describe },
    build,
  );
  if (result.exitCode === 0) return;
  throw new EngineError(
    "build-failed",
    `go build of the Pulumi engine exited with ${result.exitCode}:\n${result.stderrTail.join("\n")}`,
    { hint: "If modules could not be fetched, check the network and `go env GOPROXY`." },
  );
}

function buildArguments(output: string): string[] {
  const ldflags = `-s -w -X ${VERSION_VARIABLE}=v${ENGINE_VERSION}`;
  // -mod is given because GOFLAGS of the machine may say otherwise.
  return ["build", "-v", "-mod=readonly", "-trimpath", "-ldflags", ldflags, "-o", output, PACKAGE];
}
