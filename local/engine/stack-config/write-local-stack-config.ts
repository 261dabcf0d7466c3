import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { collectEdits } from "./config-edits.ts";
import { type Edits, localStackFile, type Overlay } from "./local-stack-file.ts";
import { passphraseCrypter } from "./passphrase-crypter.ts";

export interface LocalStack {
  /** The folder of Pulumi.yaml and the committed stack files. */
  projectDirectory: string;
  /** The local cloud's data folder. */
  dataDirectory: string;
  stack: string;
  /** Encrypts the local stacks' secrets. */
  passphrase: string;
}

/** What is remembered of a generated file, to see what `pulumi config` changed in it since. */
interface Memory {
  /** Digest of everything that the file was made from. */
  inputs: string;
  /** Digest of the file that the generated one replaced. */
  replaced: string;
  config: Record<string, unknown>;
  edits: Edits;
}

const NOTHING_YET: Memory = { inputs: "", replaced: "", config: {}, edits: {} };

/**
 * Writes the stack file that a local run uses in place of the committed one, and returns its path.
 * What `pulumi config` changed in an earlier one is kept; the committed file is only read.
 */
export function writeLocalStackConfig(local: LocalStack): string {
  const directory = join(local.dataDirectory, "stacks");
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const path = join(directory, `Pulumi.${local.stack}.yaml`);
  const memoryPath = join(directory, `memory.${local.stack}.json`);

  const committed = readIfExists(join(local.projectDirectory, `Pulumi.${local.stack}.yaml`)) ?? "";
  const overlay = readIfExists(join(directory, `overlay.${local.stack}.json`)) ?? "{}";
  const current = readIfExists(path);
  const memory = JSON.parse(readIfExists(memoryPath) ?? JSON.stringify(NOTHING_YET)) as Memory;

  const edits = current === undefined ? memory.edits : editsSince(memory, current);
  const inputs = digest([committed, overlay, JSON.stringify(edits), local.passphrase]);
  if (current !== undefined && inputs === memory.inputs) return path;

  const salt = current === undefined ? undefined : (parse(current) as StackFile)?.encryptionsalt;
  const crypter = passphraseCrypter(local.passphrase, local.stack, salt);
  const text = localStackFile(committed, JSON.parse(overlay) as Overlay, edits, crypter);
  const config = configOf(text);
  replaceFile(memoryPath, JSON.stringify({ inputs, replaced: digest([current]), config, edits }));
  replaceFile(path, text);
  return path;
}

interface StackFile {
  encryptionsalt?: string;
  config?: Record<string, unknown>;
}

function editsSince(memory: Memory, current: string): Edits {
  // The process that wrote the memory was ended before it wrote the file.
  if (digest([current]) === memory.replaced) return memory.edits;
  return collectEdits(memory.edits, memory.config, configOf(current));
}

function configOf(text: string): Record<string, unknown> {
  return (parse(text) as StackFile | null)?.config ?? {};
}

function digest(parts: readonly (string | undefined)[]): string {
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex");
}

function readIfExists(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
}

/** A reader sees the whole old file or the whole new one. */
function replaceFile(path: string, text: string): void {
  const temporary = `${path}.${process.pid}`;
  writeFileSync(temporary, text, { mode: 0o600 });
  renameSync(temporary, path);
}
