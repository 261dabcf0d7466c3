import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { RunError } from "@pulumi/pulumi";

const run = promisify(execFile);

/** Runs git in a checkout and gives what it prints, without the last line end. */
export type Git = (...args: string[]) => Promise<string>;

/**
 * Git for a folder; undefined where there is no repository or no git, as in an unpacked archive.
 * @throws {RunError} when there is a repository that git refuses to read.
 */
export async function gitOf(root: string): Promise<Git | undefined> {
  if (!isInRepository(root)) return undefined;
  const git: Git = async (...args) => {
    const { stdout } = await run("git", ["-C", root, ...args], { maxBuffer: 64 * 1024 * 1024 });
    return stdout.trimEnd();
  };
  try {
    await git("rev-parse", "--git-dir");
    return git;
  } catch (error) {
    if (isMissingProgram(error)) return undefined;
    throw new RunError(`The repository at ${root} cannot be read.\n${textOf(error)}`);
  }
}

function isInRepository(folder: string): boolean {
  if (existsSync(join(folder, ".git"))) return true;
  const parent = dirname(folder);
  return parent !== folder && isInRepository(parent);
}

function isMissingProgram(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ENOENT";
}

function textOf(error: unknown): string {
  if (error instanceof Error && "stderr" in error) return String(error.stderr).trim();
  return String(error);
}
