import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { findExecutable } from "../../../local/engine/find-executable.ts";

/** Writes a shell script that can be run by its name. */
export function writeScript(directory: string, name: string, ...lines: string[]): string {
  mkdirSync(directory, { recursive: true });
  const path = join(directory, name);
  writeFileSync(path, ["#!/bin/sh", ...lines, ""].join("\n"), { mode: 0o755 });
  return path;
}

/** A folder for PATH with only these programs of the machine in it. */
export function pathWith(directory: string, ...programs: string[]): string {
  mkdirSync(directory, { recursive: true });
  for (const program of programs) {
    symlinkSync(findExecutable(program, process.env) ?? "", join(directory, program));
  }
  return directory;
}

/** A `go` whose `go build` makes a pulumi that tells `version`, and notes each build in `log`. */
export function writeGo(
  directory: string,
  options: { goVersion: string; toolchain: string; version: string; log: string },
): void {
  writeScript(
    directory,
    "go",
    `if [ "$1" = env ]; then printf 'go${options.goVersion}\\n${options.toolchain}\\n'; exit 0; fi`,
    `echo "$GOWORK $*" >> ${options.log}`,
    'while [ "$1" != -o ]; do shift; done',
    `printf '#!/bin/sh\\necho v${options.version}\\n' > "$2"`,
    'chmod 755 "$2"',
  );
}
