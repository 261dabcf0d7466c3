import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";

const root = resolve(import.meta.dirname, "../..");

/** Files that git tracks or would track, relative to the root. */
export function projectFiles(): string[] {
  const args = ["ls-files", "--cached", "--others", "--exclude-standard"];
  const files = execFileSync("git", args, { cwd: root, encoding: "utf8" }).trim().split("\n");
  return [...new Set(files)].filter((file) => tryRead(file) !== undefined);
}

export function sourceFiles(): string[] {
  return projectFiles().filter((file) => /\.(ts|js|cjs|mjs)$/.test(file));
}

export function read(file: string): string {
  return readFileSync(resolve(root, file), "utf8");
}

function tryRead(file: string): string | undefined {
  try {
    return read(file);
  } catch {
    return undefined;
  }
}
