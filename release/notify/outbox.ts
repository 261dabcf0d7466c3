import { randomUUID } from "node:crypto";
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import type { Message } from "./notifier.ts";

/** A message that one channel has not taken yet. It holds no secret: addresses are not part of it. */
export interface Undelivered {
  /** The channel's `id`. */
  readonly channel: string;
  readonly message: Message;
  /** When it was to be sent, ISO 8601 in UTC. */
  readonly since: string;
}

/** Keeps messages for the next command that tells the same people. */
export interface Outbox {
  keep(undelivered: Undelivered): Promise<void>;
  /** What a channel was to be sent, oldest first, taken out. A command killed after this loses it. */
  take(channel: string): Promise<readonly Undelivered[]>;
}

/** News of another day helps nobody. */
const longestMs = 24 * 60 * 60 * 1000;

/** `$XDG_STATE_HOME/slipway/outbox`, by default below `~/.local/state`. */
export function outboxDirectory(env: NodeJS.ProcessEnv = process.env): string {
  const state = env.XDG_STATE_HOME || join(env.HOME || homedir(), ".local", "state");
  return join(state, "slipway", "outbox");
}

/** An outbox of one file per message, so that commands that run at once do not lose each other's. */
export function folderOutbox(directory: string, now: () => number = Date.now): Outbox {
  return {
    async keep(undelivered) {
      const { channel, since } = undelivered;
      await mkdir(directory, { recursive: true, mode: 0o700 });
      const name = `${channel} ${Date.parse(since)} ${randomUUID()}.json`;
      await writeFile(join(directory, name), JSON.stringify(undelivered), { mode: 0o600 });
    },
    async take(channel) {
      const taken: Undelivered[] = [];
      const names = await readdir(directory).catch(() => []);
      for (const name of names.sort()) {
        const [owner, since] = name.split(" ");
        const isOld = now() - Number(since) > longestMs;
        if (isOld) await rm(join(directory, name), { force: true });
        else if (owner === channel) taken.push(...(await takeFile(join(directory, name))));
      }
      return taken;
    },
  };
}

/** What is no message any more is removed as well. */
async function takeFile(path: string): Promise<Undelivered[]> {
  try {
    const text = await readFile(path, "utf8");
    await rm(path);
    return [JSON.parse(text) as Undelivered];
  } catch {
    return [];
  }
}
