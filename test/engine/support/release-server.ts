import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { archiveName, type ReleaseSource } from "../../../local/engine/release-archive.ts";
import { ENGINE_VERSION } from "../../../local/engine/version.ts";
import { writeScript } from "./executables.ts";

/** Serves an archive with an engine that tells `version`, and its checksum or another. */
export async function useReleaseServer(
  directory: string,
  options: { version: string; checksum?: string },
): Promise<ReleaseSource> {
  const name = archiveName(process.platform, process.arch) ?? "";
  const archive = makeArchive(directory, name, options.version);
  const checksum = options.checksum ?? createHash("sha256").update(archive).digest("hex");
  const origin = await useHttpServer(
    new Map<string, Buffer>([
      [`/checksums/pulumi-${ENGINE_VERSION}-checksums.txt`, Buffer.from(`${checksum}  ${name}\n`)],
      [`/archive/${name}`, archive],
    ]),
  );
  return {
    archiveBase: `${origin}/archive`,
    checksumsBase: `${origin}/checksums`,
    answerTimeoutMs: 5_000,
  };
}

/** A release that nobody serves: each request is answered with 404. */
export async function useEmptyRelease(): Promise<ReleaseSource> {
  const origin = await useHttpServer(new Map());
  return { archiveBase: origin, checksumsBase: origin, answerTimeoutMs: 5_000 };
}

/** A release on a host that takes connections and never answers. */
export async function useSilentRelease(): Promise<ReleaseSource> {
  const origin = await listen(createServer(() => {}));
  return { archiveBase: origin, checksumsBase: origin, answerTimeoutMs: 30 };
}

function useHttpServer(files: ReadonlyMap<string, Buffer>): Promise<string> {
  return listen(
    createServer((request, response) => {
      const file = files.get(request.url ?? "");
      response.statusCode = file === undefined ? 404 : 200;
      response.end(file);
    }),
  );
}

async function listen(server: ReturnType<typeof createServer>): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function makeArchive(directory: string, name: string, version: string): Buffer {
  const content = join(directory, "pulumi");
  mkdirSync(content, { recursive: true });
  writeScript(content, "pulumi", `echo v${version}`);
  for (const host of ["pulumi-language-nodejs", "pulumi-resource-pulumi-nodejs"]) {
    writeScript(content, host, "exit 0");
  }
  execFileSync("tar", ["-czf", name, "pulumi"], { cwd: directory });
  return readFileSync(join(directory, name));
}
