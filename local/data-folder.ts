import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { LocalCloudError } from "./errors.ts";

/** Raised when what is stored cannot be read by older code. */
const DATA_VERSION = 1;

const identitySchema = z.object({
  dataVersion: z.number(),
  /** Accepted by every emulated vendor. */
  token: z.string(),
  /** Encrypts the local stacks' state. */
  passphrase: z.string(),
});

const runningSchema = z.object({
  pid: z.number(),
  apiPort: z.number(),
  edgePort: z.number(),
  debugProviders: z.string(),
});

export type Identity = z.infer<typeof identitySchema>;
export type RunningCloud = z.infer<typeof runningSchema>;

/** The folder in which one local cloud keeps everything, and who runs on it. */
export class DataFolder {
  readonly path: string;

  /** Looks at nothing and makes nothing. */
  constructor(path: string) {
    this.path = path;
  }

  /** @throws LocalCloudError `unusable-folder` if it cannot be. */
  create(): void {
    try {
      mkdirSync(join(this.path, "stacks"), { recursive: true, mode: 0o700 });
    } catch (error) {
      const { message } = error as Error;
      throw new LocalCloudError(
        "unusable-folder",
        `The local cloud cannot keep anything in ${this.path}: ${message}.`,
        { hint: "Name a folder that can be written by `--data`.", cause: error },
      );
    }
  }

  /** Whether a local cloud made it, so that all in it is a local cloud's. */
  isOurs(): boolean {
    return existsSync(this.file("identity.json"));
  }

  file(...names: string[]): string {
    return join(this.path, ...names);
  }

  /**
   * The token and passphrase of this folder, made at first use.
   * @throws LocalCloudError `unusable-folder`; `data-version` if a newer version wrote it.
   */
  identity(): Identity {
    this.create();
    const json = readJson(this.file("identity.json"));
    const stored = identitySchema.safeParse(json).data;
    if (stored?.dataVersion === DATA_VERSION) return stored;
    if (json !== undefined) {
      const version = stored === undefined ? "no known version" : `version ${stored.dataVersion}`;
      throw new LocalCloudError(
        "data-version",
        `${this.path} holds data of ${version}; this is version ${DATA_VERSION}.`,
        {
          hint: "Run `npx slipway local reset` to begin anew, or use `--data` with another folder.",
        },
      );
    }
    const identity: Identity = {
      dataVersion: DATA_VERSION,
      token: `local-${randomBytes(18).toString("base64url")}`,
      passphrase: randomBytes(18).toString("base64url"),
    };
    this.write("identity.json", identity);
    return identity;
  }

  /** The local cloud that runs on this folder, if its process is alive. */
  running(): RunningCloud | undefined {
    const running = runningSchema.safeParse(readJson(this.file("running.json"))).data;
    return running && isAlive(running.pid) ? running : undefined;
  }

  /** The refusal of a second local cloud; `running` names the first, where it is known. */
  alreadyRunning(running: RunningCloud | undefined): LocalCloudError {
    const who = running ? ` (process ${running.pid}, port ${running.apiPort})` : "";
    return new LocalCloudError(
      "already-running",
      `A local cloud already runs on ${this.path}${who}.`,
      {
        hint: "Use it, stop it with `npx slipway local stop`, or choose another folder by `--data`.",
      },
    );
  }

  setRunning(running: RunningCloud): void {
    this.write("running.json", running);
  }

  clearRunning(): void {
    rmSync(this.file("running.json"), { force: true });
  }

  /** Replaces a JSON file of the folder atomically; only its owner may read it. */
  write(name: string, value: unknown): void {
    const path = this.file(name);
    writeFileSync(`${path}.new`, `${JSON.stringify(value, null, 2)}\n`, { mode: 0o600 });
    renameSync(`${path}.new`, path);
  }
}

/** @returns undefined for a missing file, and null for one that is not JSON. */
function readJson(path: string): unknown {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    const { code = "" } = error as NodeJS.ErrnoException;
    if (["ENOENT", "ENOTDIR"].includes(code)) return undefined;
    throw error;
  }
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
