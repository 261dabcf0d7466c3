import { randomUUID } from "node:crypto";
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import type { Message } from "./notifier.ts";

/** A message that one channel has not taken yet. It holds no secret: addresses are not part of it. */
export interface Undelivered {
  readonly channel: string;
  readonly message: Message;
  /** When it was to be sent, ISO 8601 in UTC. */
  readonly since: string;
}

/** Keeps messages for the next command that tells people of the same stack. */
export interface Outbox {
  keep(undelivered: Undelivered): Promise<void>;
  /** What a channel owes a stack's people, oldest first, taken out. A command killed after this loses it. */
  take(stack: string, channel: string): Promise<readonly Undelivered[]>;
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
  const folderOf = (stack: string, channel: string) =>
    join(directory, `${stack}-${channel}`.replaceAll(/[^\w-]/g, "_"));
  return {
    async keep(undelivered) {
      const folder = folderOf(undelivered.message.stack, undelivered.channel);
      await mkdir(folder, { recursive: true, mode: 0o700 });
      const name = `${undelivered.since.replaceAll(":", "-")}-${randomUUID()}.json`;
      await writeFile(join(folder, name), JSON.stringify(undelivered), { mode: 0o600 });
    },
    async take(stack, channel) {
      const folder = folderOf(stack, channel);
      const names = await readdir(folder).catch(() => []);
      const taken: Undelivered[] = [];
      for (const name of names.filter((each) => each.endsWith(".json")).sort()) {
        const kept = await takeFile(join(folder, name));
        if (kept && now() - Date.parse(kept.since) <= longestMs) taken.push(kept);
      }
      return taken;
    },
  };
}

/** What is no message any more is removed as well. */
async function takeFile(path: string): Promise<Undelivered | undefined> {
  try {
    const text = await readFile(path, "utf8");
    await rm(path);
    return JSON.parse(text) as Undelivered;
  } catch {
    return undefined;
  }
}
