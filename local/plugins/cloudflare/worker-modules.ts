import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { homedir } from "node:os";
import { resolve } from "node:path";
import { isObject, type Plain, type PlainObject, unknown } from "../grpc/property-value.ts";
import type { Files } from "../resource.ts";
import { list, object, text } from "../schema/property.ts";

/** Where the bytes come from may change in place; other bytes make a new version. */
export const modules = list(
  object({
    name: text({ required: true, replaces: true }),
    contentType: text({ required: true, replaces: true }),
    contentFile: text({ unread: true, unsent: true }),
    contentBase64: text(),
    contentSha256: text({ kept: true, replaces: true, unsent: true }),
  }),
  { matchBy: "name" },
);

/** Reads each module's file and notes the hash of its bytes: a missing file fails a preview. */
export function hashModules(planned: PlainObject, files: Files): PlainObject {
  const { modules: list } = planned;
  if (!Array.isArray(list)) return planned;
  return {
    ...planned,
    modules: list.map((module) => (isObject(module) ? hashModule(module, files) : module)),
  };
}

function hashModule(module: PlainObject, files: Files): PlainObject {
  const bytes = bytesOf(module, files);
  return { ...module, contentSha256: bytes === undefined ? unknown : sha256(bytes) };
}

function bytesOf({ contentFile, contentBase64 }: PlainObject, files: Files): Buffer | undefined {
  if (typeof contentFile === "string") return readFile(contentFile, files);
  return typeof contentBase64 === "string" ? Buffer.from(contentBase64, "base64") : undefined;
}

/** The modules of a request's body, with their bytes. */
export function modulesToWire(planned: PlainObject, files: Files): Plain[] | undefined {
  const { modules: list } = planned;
  if (!Array.isArray(list)) return undefined;
  return list.filter(isObject).map((module: PlainObject) => ({
    content_base64: bytesOf(module, files)?.toString("base64") ?? "",
    content_type: module.contentType ?? null,
    name: module.name ?? null,
  }));
}

/** What an answer's modules say: the hash of their bytes, or the bytes where the state has none. */
export function modulesFromWire(answer: unknown, isImport: boolean): unknown {
  if (!Array.isArray(answer)) return undefined;
  return answer.map(({ name, content_type, content_base64 }) => ({
    name,
    content_type,
    content_sha256: sha256(Buffer.from(String(content_base64), "base64")),
    ...(isImport ? { content_base64 } : {}),
  }));
}

export function sha256(bytes: Buffer | string): string {
  return createHash("sha256").update(bytes).digest("hex");
}

function readFile(name: string, { workingDirectory }: Files): Buffer {
  const path = absolutePath(name, workingDirectory);
  try {
    return readFileSync(path);
  } catch (cause) {
    throw new Error(
      `The module file ${path} cannot be read. Build the Worker before a preview; a relative contentFile starts from ${workingDirectory}, the folder of the local cloud.`,
      { cause },
    );
  }
}

export function absolutePath(name: string, workingDirectory: string): string {
  return resolve(workingDirectory, name.replace(/^~(?=\/|$)/, homedir()));
}
