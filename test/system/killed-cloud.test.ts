/**
 * Proves: after kills of the local cloud, or of the engine, at random moments of a first deployment,
 * whatever was acknowledged is there, one more `pulumi up` completes the stack, and every vendor has
 * what an undisturbed deployment gives it: nothing is lost, nothing is there twice. It does not prove
 * the same of power loss, nor with the vendors' own plugins.
 *
 * A failure names its seed: `KILL_SEED=… vitest run --project system test/system/killed-cloud` repeats it.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as delay } from "node:timers/promises";
import { expect, test } from "vitest";
import { useCheckout } from "./support/checkout.ts";
import { inventoryOf } from "./support/inventory.ts";
import { type KillPoint, killPoints } from "./support/kill-points.ts";
import {
  type Finished,
  freeCloudPort,
  LocalShell,
  slipway,
  useDataFolder,
} from "./support/slipway.ts";

const seed = Number(process.env.KILL_SEED ?? Date.now() % 100_000);
const UP = ["up", "-s", "staging", "--yes", "--skip-preview"];
const PREVIEW = ["preview", "-s", "staging", "--refresh", "--expect-no-changes"];

test("a deployment during which the local cloud is killed loses nothing and repeats nothing", async () => {
  const story = await Story.begin();
  for (const point of killPoints(seed, 2)) {
    const up = story.startUp();
    const acknowledged = await story.reach(point, up);
    process.kill(story.pid, "SIGKILL");
    await up.ended;
    await story.startCloud();
    const kept = await story.writes();
    expect(kept.slice(0, acknowledged.length), `seed ${seed}`).toEqual(acknowledged);
  }
  await story.expectWhole();
});

/** The engine that comes after a killed one needs `pulumi cancel`: the lock file is still there. */
test("a deployment whose engine is killed loses nothing and repeats nothing", async () => {
  const story = await Story.begin();
  for (const point of killPoints(seed, 1)) {
    const up = story.startUp();
    await story.reach(point, up);
    up.killWithChildren();
    await up.ended;
    await story.pulumi("cancel", "-s", "staging", "--yes");
  }
  await story.expectWhole();
});

interface Up {
  ended: Promise<unknown>;
  killWithChildren(): void;
}

interface Call {
  sequence: number;
  method: string;
  path: string;
  status: number;
}

/** A local cloud with a stack that is being deployed for the first time. */
class Story {
  readonly #checkout: string;
  readonly #data: string;
  readonly #port: number;
  #shell: LocalShell | undefined;
  pid = 0;

  private constructor(checkout: string, data: string, port: number) {
    this.#checkout = checkout;
    this.#data = data;
    this.#port = port;
  }

  static async begin(): Promise<Story> {
    const story = new Story(useCheckout(), useDataFolder(), await freeCloudPort());
    await story.startCloud();
    return story;
  }

  async startCloud(): Promise<void> {
    const port = String(this.#port);
    const started = await this.#local("start", "--detach", "--json", "--port", port);
    expect(started, started.stderr).toMatchObject({ code: 0 });
    this.pid = (JSON.parse(started.stdout) as { pid: number }).pid;
    this.#shell ??= await LocalShell.open(this.#checkout, this.#data);
  }

  pulumi(...args: string[]): Promise<Finished> {
    if (this.#shell === undefined) throw new Error("The local cloud was not started.");
    return this.#shell.pulumi(...args);
  }

  startUp(): Up {
    const child = spawn("pulumi", [...UP, "--non-interactive"], {
      cwd: this.#checkout,
      env: this.#shell?.environment,
      stdio: "ignore",
      detached: true,
    });
    return { ended: once(child, "close"), killWithChildren: () => killGroup(child) };
  }

  /** @returns the writes that were answered by then; all of them if the deployment ends before. */
  async reach({ writes, waitMs }: KillPoint, up: Up): Promise<Call[]> {
    let hasEnded = false;
    void up.ended.then(() => {
      hasEnded = true;
    });
    while (!hasEnded && (await this.writes()).length < writes) await delay(5);
    await delay(waitMs);
    return this.writes();
  }

  async writes(): Promise<Call[]> {
    const response = await fetch(`http://127.0.0.1:${this.#port}/_local/journal?limit=10000`);
    return ((await response.json()) as Call[]).filter(({ method }) => method !== "GET");
  }

  async expectWhole(): Promise<void> {
    const up = await this.pulumi(...UP);
    expect(up, `seed ${seed}:\n${up.stdout}`).toMatchObject({ code: 0 });
    const preview = await this.pulumi(...PREVIEW);
    expect(preview, `seed ${seed}:\n${preview.stdout}`).toMatchObject({ code: 0 });
    await this.#local("stop");
    expect(inventoryOf(this.#data), `seed ${seed}`).toEqual(await undisturbed());
  }

  /** What the vendors have after a deployment without a kill. */
  async inventory(): Promise<string[]> {
    const up = await this.pulumi(...UP);
    expect(up, up.stdout).toMatchObject({ code: 0 });
    await this.#local("stop");
    return inventoryOf(this.#data);
  }

  #local(...words: string[]): Promise<Finished> {
    return slipway(this.#checkout, "local", ...words, "--data", this.#data);
  }
}

let reference: Promise<string[]> | undefined;

function undisturbed(): Promise<string[]> {
  reference ??= Story.begin().then((story) => story.inventory());
  return reference;
}

/** The engine, its language host and the program. */
function killGroup({ pid, exitCode }: ChildProcess): void {
  if (pid !== undefined && exitCode === null) process.kill(-pid, "SIGKILL");
}
