import { constants } from "node:fs";
import { access, stat, statfs } from "node:fs/promises";
import { join } from "node:path";
import { canReadHalfWritten, fileBackendFolder } from "../file-backend.ts";
import type { Step } from "../run-result.ts";

/**
 * How many times the state must fit on the disk. A full disk destroys the state of a file backend: the
 * engine truncates the file before it writes it, and keeps a copy of each update beside it.
 */
const timesStateSize = 20;

/**
 * @param env `PULUMI_BACKEND_URL` says where state is; only `file://` backends have a disk to look at.
 * @param freeBytesAt what is free on the disk of a folder, in bytes
 */
export function freeDiskCheck(
  env: NodeJS.ProcessEnv,
  project: string,
  stack: string,
  freeBytesAt: (folder: string) => Promise<number> = freeBytes,
): Step {
  const backend = fileBackendFolder(env.PULUMI_BACKEND_URL, env);
  return {
    name: "The state has room",
    skip: () => (backend === undefined ? "the state is not in files here" : undefined),
    async run() {
      if (backend === undefined) return undefined;
      const folder = join(backend, "stacks", project);
      const file = join(folder, `${stack}.json`);
      const size = await stat(file).then(
        (found) => found.size,
        () => undefined,
      );
      if (size === undefined) return "there is no state yet";
      await refuseReadOnly([folder, file]);
      const free = await freeBytesAt(folder);
      if (free < timesStateSize * size) {
        throw new Error(
          `The disk of ${folder} has ${megabytes(free)} left; the state has ${megabytes(size)}, and ${timesStateSize} times that must be free, because a full disk destroys it.`,
        );
      }
      if (canReadHalfWritten(env.PULUMI_BACKEND_URL)) {
        const warning =
          "An update can fail with EOF, as the program reads a file that the engine is writing. Add ?metadata=skip to PULUMI_BACKEND_URL.";
        return { warning };
      }
      return `${megabytes(free)} free, state ${megabytes(size)}`;
    },
  };
}

async function refuseReadOnly(paths: readonly string[]): Promise<void> {
  for (const path of paths) {
    await access(path, constants.W_OK).catch(() => {
      throw new Error(`The state cannot be written: ${path} is read-only for this user.`);
    });
  }
}

async function freeBytes(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}
