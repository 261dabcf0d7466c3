import { randomUUID } from "node:crypto";
import { appendFile, mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { isAlive } from "../is-alive.ts";
import { isMessage } from "./is-message.ts";
import type { Held, Leftovers, Outbox, Undelivered } from "./outbox.ts";

/** News of another day helps nobody. */
const longestMs = 24 * 60 * 60 * 1000;

/** This process; not an earlier one of the same id, as every container's first has. */
const thisProcess = `${process.pid}-${randomUUID()}`;

let messagesHeld = 0;

export interface FolderOutboxOptions {
  readonly now?: () => number;
  /** Who holds what: an id of a process, and what tells it from others of that id. */
  readonly holder?: string;
}

/** `$XDG_STATE_HOME/slipway/outbox`, by default below `~/.local/state`. */
export function outboxDirectory(env: NodeJS.ProcessEnv = process.env): string {
  const state = env.XDG_STATE_HOME || join(env.HOME || homedir(), ".local", "state");
  return join(state, "slipway", "outbox");
}

/**
 * An outbox of one file per message, `<channel> <since> <id>.json`, followed by its holder while a
 * process sends it: who renames the file first has the message, and what a dead process held is free.
 */
export class FolderOutbox implements Outbox {
  readonly log: string;
  readonly #directory: string;
  readonly #now: () => number;
  readonly #holder: string;

  constructor(
    directory: string,
    { now = Date.now, holder = thisProcess }: FolderOutboxOptions = {},
  ) {
    this.log = join(directory, "undelivered.log");
    this.#directory = directory;
    this.#now = now;
    this.#holder = holder;
  }

  async hold(undelivered: Undelivered): Promise<Held> {
    const { channel, since } = undelivered;
    // Messages of one millisecond stay in order, too.
    const id = `${String(messagesHeld++).padStart(9, "0")}-${randomUUID()}`;
    const name = `${channel} ${Date.parse(since)} ${id}.json`;
    await mkdir(this.#directory, { recursive: true, mode: 0o700 });
    await writeFile(this.#held(name), JSON.stringify(undelivered), { mode: 0o600 });
    return this.#asHeld(name, undelivered);
  }

  async take(channel: string): Promise<Leftovers> {
    const held: Held[] = [];
    const problems: string[] = [];
    const files = await readdir(this.#directory).catch(() => []);
    for (const file of files.sort()) {
      const found = await this.#takeFile(file, channel).catch((error: Error) => error.message);
      if (typeof found === "string") problems.push(found);
      else if (found !== undefined) held.push(found);
    }
    return { held, problems };
  }

  /** @returns why it is not to be sent; undefined where that is for others to send, or to say. */
  async #takeFile(file: string, channel: string): Promise<Held | string | undefined> {
    const [owner, since, id = "", holder] = file.split(" ");
    const isOld = this.#now() - Number(since) > longestMs;
    if (!id.endsWith(".json") || this.#isSending(holder)) return undefined;
    // The channels of a token that was changed are nobody's.
    if (owner !== channel && !isOld) return undefined;
    const name = [owner, since, id].join(" ");
    const isFirst = await rename(join(this.#directory, file), this.#held(name)).then(
      () => true,
      () => false,
    );
    if (!isFirst) return undefined;
    const undelivered = parse(await readFile(this.#held(name), "utf8"));
    if (undelivered === undefined) {
      const aside = join(this.#directory, `${name}.unreadable`);
      await rename(this.#held(name), aside);
      return `A message that was kept cannot be read: ${aside}`;
    }
    const held = this.#asHeld(name, undelivered);
    if (!isOld) return held;
    await held.giveUp("It waited for more than a day.");
    if (owner !== channel) return undefined;
    return `"${undelivered.message.title}" waited for more than a day and is in ${this.log}`;
  }

  #isSending(holder: string | undefined): boolean {
    if (holder === undefined || holder === this.#holder) return holder !== undefined;
    const processId = Number.parseInt(holder, 10);
    return processId !== Number.parseInt(this.#holder, 10) && isAlive(processId);
  }

  #held(name: string): string {
    return join(this.#directory, `${name} ${this.#holder}`);
  }

  #asHeld(name: string, undelivered: Undelivered): Held {
    const path = this.#held(name);
    return {
      ...undelivered,
      delivered: () => rm(path, { force: true }),
      release: () => rename(path, join(this.#directory, name)),
      giveUp: async (reason) => {
        const line = { at: new Date(this.#now()).toISOString(), reason, ...undelivered };
        await appendFile(this.log, `${JSON.stringify(line)}\n`, { mode: 0o600 });
        await rm(path, { force: true });
      },
    };
  }
}

function parse(text: string): Undelivered | undefined {
  try {
    const { channel, message, since } = JSON.parse(text) as Partial<Record<string, unknown>>;
    const isWhole = typeof channel === "string" && typeof since === "string" && isMessage(message);
    return isWhole ? { channel, message, since } : undefined;
  } catch {
    return undefined;
  }
}
