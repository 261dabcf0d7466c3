/**
 * Proves: after kills of the local cloud or of the engine at random moments of an update, which
 * changes, replaces, deletes and creates, whatever was acknowledged is there, one more `pulumi up`
 * completes the stack, and in the end every vendor has what an undisturbed deployment gave it: nothing
 * is lost, nothing is there twice, nothing is left over. It does not prove the same of power loss, nor
 * with the vendors' own plugins.
 *
 * A failure names its seed: `KILL_SEED=… vitest run --project long test/system/killed-cloud` repeats
 * it; `KILL_ROUNDS` and `KILLS` make it longer: rounds, and kills in each update of a round.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { expect, test } from "vitest";
import { useCheckout } from "./support/checkout.ts";
import { inventoryOf } from "./support/inventory.ts";
import { type KillPoint, KillPoints } from "./support/kill-points.ts";
import {
  type Finished,
  freeCloudPort,
  LocalShell,
  slipway,
  useDataFolder,
} from "./support/slipway.ts";

const seed = Number(process.env.KILL_SEED ?? Date.now() % 100_000);
const rounds = Number(process.env.KILL_ROUNDS ?? 1);
const kills = Number(process.env.KILLS ?? 1);
const UP = ["up", "-s", "staging", "--yes", "--skip-preview"];
const PREVIEW = ["preview", "-s", "staging", "--refresh", "--expect-no-changes"];

test("updates during which the local cloud or the engine is killed lose nothing and leave nothing", {
  timeout: 900_000 * rounds * kills,
}, async () => {
  const story = await Story.begin();
  await story.complete();
  const undisturbed = await story.inventory();
  const points = new KillPoints(seed);
  for (let round = 1; round <= rounds; round++) {
    for (const { change, writes } of [
      { change: changeConfiguration, writes: 12 },
      { change: removeSystem, writes: 28 },
      { change: restore, writes: 40 },
    ]) {
      change(story.checkout);
      for (let kill = 1; kill <= kills; kill++) await story.killDuringUp(points.next(writes));
      await story.complete();
    }
    expect(await story.inventory(), `seed ${seed}, round ${round}`).toEqual(undisturbed);
  }
  await story.expectClean();
});

/** New versions of everything that has versions, other names, other members, another branch. */
function changeConfiguration(checkout: string): void {
  edit(checkout, "Pulumi.staging.yaml", [
    ["logLevel: debug", "logLevel: info"],
    ["branches: [main]", "branches: [next]"],
    ['channelSuffix: "-staging"', 'channelSuffix: "-next"'],
    ["primary: [ada@example.com, ben@example.com]", "primary: [ben@example.com]"],
  ]);
}

function removeSystem(checkout: string): void {
  const declaration = "const declared = prepared.map";
  edit(checkout, "infra/index.ts", [[declaration, `return {};\n  ${declaration}`]]);
}

function restore(checkout: string): void {
  for (const [file, text] of originals) writeFileSync(join(checkout, file), text);
}

const originals = new Map<string, string>();

function edit(checkout: string, file: string, changes: readonly (readonly [string, string])[]) {
  const path = join(checkout, file);
  const text = readFileSync(path, "utf8");
  originals.set(file, text);
  const edited = changes.reduce((result, [search, replacement]) => {
    expect(result).toContain(search);
    return result.replace(search, replacement);
  }, text);
  writeFileSync(path, edited);
}

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

/** A local cloud, and a checkout that is deployed to it. */
class Story {
  readonly checkout: string;
  readonly #data: string;
  readonly #port: number;
  #shell: LocalShell | undefined;
  #pid = 0;

  private constructor(checkout: string, data: string, port: number) {
    this.checkout = checkout;
    this.#data = data;
    this.#port = port;
  }

  static async begin(): Promise<Story> {
    const story = new Story(useCheckout(), useDataFolder(), await freeCloudPort());
    // The stores of a system that is removed shall go too.
    edit(story.checkout, "infra/components/data-options.ts", [
      ["protect: true, retainOnDelete: true", "protect: false"],
    ]);
    originals.clear();
    await story.#startCloud();
    return story;
  }

  /** Kills what the point says; what was acknowledged by then is there afterwards. */
  async killDuringUp(point: KillPoint): Promise<void> {
    const before = await this.#writes();
    const up = this.#startUp();
    const acknowledged = await this.#reach(before.length + point.writes, up);
    await delay(point.waitMs);
    if (point.victim === "cloud") {
      process.kill(this.#pid, "SIGKILL");
      await up.ended;
      await this.#startCloud();
    } else {
      up.killWithChildren();
      await up.ended;
      // The next engine needs it: the lock file is still there.
      await this.#pulumi("cancel", "-s", "staging", "--yes");
    }
    const kept = await this.#writes();
    expect(kept.slice(0, acknowledged.length), describe(point)).toEqual(acknowledged);
  }

  async complete(): Promise<void> {
    const up = await this.#pulumi(...UP);
    expect(up, `seed ${seed}:\n${up.stdout}${up.stderr}`).toMatchObject({ code: 0 });
  }

  async expectClean(): Promise<void> {
    const preview = await this.#pulumi(...PREVIEW);
    expect(preview, `seed ${seed}:\n${preview.stdout}`).toMatchObject({ code: 0 });
  }

  /** What all vendors have. A running cloud keeps its database to itself. */
  async inventory(): Promise<string[]> {
    await slipway(this.checkout, "local", "stop", "--data", this.#data);
    const inventory = inventoryOf(this.#data);
    await this.#startCloud();
    return inventory;
  }

  #startUp(): Up {
    const child = spawn("pulumi", [...UP, "--non-interactive"], {
      cwd: this.checkout,
      env: this.#shell?.environment,
      stdio: "ignore",
      detached: true,
    });
    return { ended: once(child, "close"), killWithChildren: () => killGroup(child) };
  }

  /** @returns the writes that were answered by then; all of them if the update ends before. */
  async #reach(count: number, up: Up): Promise<Call[]> {
    let hasEnded = false;
    void up.ended.then(() => {
      hasEnded = true;
    });
    for (;;) {
      const writes = await this.#writes();
      if (hasEnded || writes.length >= count) return writes;
      await delay(5);
    }
  }

  async #writes(): Promise<Call[]> {
    const response = await fetch(`http://127.0.0.1:${this.#port}/_local/journal?limit=10000`);
    return ((await response.json()) as Call[]).filter(({ method }) => method !== "GET");
  }

  #pulumi(...args: string[]): Promise<Finished> {
    if (this.#shell === undefined) throw new Error("The local cloud was not started.");
    return this.#shell.pulumi(...args);
  }

  async #startCloud(): Promise<void> {
    const started = await slipway(
      this.checkout,
      ...["local", "start", "--detach", "--json"],
      ...["--port", String(this.#port), "--data", this.#data],
    );
    expect(started, started.stderr).toMatchObject({ code: 0 });
    this.#pid = (JSON.parse(started.stdout) as { pid: number }).pid;
    this.#shell ??= await LocalShell.open(this.checkout, this.#data);
  }
}

function describe({ victim, writes, waitMs }: KillPoint): string {
  return `seed ${seed}: ${victim} killed ${waitMs} ms after ${writes} writes`;
}

/** The engine, its language host and the program. */
function killGroup({ pid, exitCode }: ChildProcess): void {
  if (pid !== undefined && exitCode === null) process.kill(-pid, "SIGKILL");
}
