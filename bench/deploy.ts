import { execFile } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { bundleWorker } from "../infra/bundle.ts";
import { commitAll } from "../test/system/support/make-checkout.ts";
import { type Comparison, timePairs } from "./measure.ts";
import { withLocalCloud } from "./with-local-cloud.ts";

const app = "worker/collective-vision/app.ts";
const ROUNDS = 3;

/** What `slipway deploy` costs beside the engine alone, and beside the vendor's own tool. */
export function measureDeploy(): Promise<Comparison[]> {
  return withLocalCloud(async ({ checkout, folder, env }) => {
    const bench = new Bench(checkout, env, await writeWranglerProject(join(folder, "wrangler")));
    await bench.deploy();
    return [await compareOverhead(bench), await compareWithWrangler(bench)];
  });
}

/** Both preview, then update; ours checks, verifies and tells people as well. */
async function compareOverhead(bench: Bench): Promise<Comparison> {
  const { oursMs, peerMs, ratio } = await timePairs(
    ROUNDS,
    () => bench.deploy(),
    () => bench.up(),
  );
  return {
    title: "slipway deploy of a stack without changes, with its checks and its verification",
    ours: seconds(oursMs),
    peer: `pulumi up --yes ${seconds(peerMs)}`,
    ratio,
    goal: { atMost: 1.1 },
  };
}

/** From a changed line to a version that serves everybody: ours is probed, verified and recorded then. */
async function compareWithWrangler(bench: Bench): Promise<Comparison> {
  const { oursMs, peerMs, ratio } = await timePairs(
    ROUNDS,
    () => bench.deployChange(),
    () => bench.wranglerDeploy(),
  );
  return {
    title: "a changed line to a verified release by pulumi up and its probes",
    ours: seconds(oursMs),
    peer: `wrangler deploy of the built Worker, unverified ${seconds(peerMs)}`,
    ratio,
    goal: { atMost: 2 },
  };
}

class Bench {
  readonly #checkout: string;
  readonly #env: NodeJS.ProcessEnv;
  readonly #wranglerProject: string;
  readonly #source: string;
  #changes = 0;

  constructor(checkout: string, env: NodeJS.ProcessEnv, wranglerProject: string) {
    this.#checkout = checkout;
    this.#env = env;
    this.#wranglerProject = wranglerProject;
    this.#source = readFileSync(join(checkout, app), "utf8");
  }

  deploy(): Promise<unknown> {
    return this.#run(process.execPath, ["cli/main.ts", "deploy", "staging", "--skip-watch"]);
  }

  /** `pulumi up` with its own preview. */
  up(...options: string[]): Promise<unknown> {
    return this.#run("pulumi", ["up", "-s", "staging", "--yes", "--non-interactive", ...options]);
  }

  /** Changes a line and ships it: the rollout proves by its probes who answers. */
  deployChange(): Promise<unknown> {
    const begins = "const app = new Hono<AppTypes>();";
    const route = `app.get("/change-${++this.#changes}", (c) => c.text("changed"));`;
    writeFileSync(
      join(this.#checkout, app),
      this.#source.replace(begins, () => `${begins}\n  ${route}`),
    );
    commitAll(this.#checkout, "Change the Worker");
    return this.up("--skip-preview");
  }

  wranglerDeploy(): Promise<unknown> {
    writeFileSync(join(this.#wranglerProject, "change.txt"), String(++this.#changes));
    const binary = join(this.#checkout, "node_modules/wrangler/bin/wrangler.js");
    const home = { HOME: this.#wranglerProject, CI: "1" };
    return this.#run(process.execPath, [binary, "deploy"], this.#wranglerProject, home);
  }

  /** @throws with what the program printed, where it fails. */
  #run(command: string, args: readonly string[], cwd = this.#checkout, more = {}) {
    return promisify(execFile)(command, args, { cwd, env: { ...this.#env, ...more } });
  }
}

/** The same code as a project of wrangler's: built already, and without the data that it is bound to. */
async function writeWranglerProject(directory: string): Promise<string> {
  const { contentFile } = await bundleWorker("collective-vision");
  mkdirSync(directory);
  writeFileSync(
    join(directory, "index.js"),
    readFileSync(contentFile.replace("~", process.env.HOME ?? "~")),
  );
  const config = { name: "bench-wrangler", main: "index.js", compatibility_date: "2026-11-01" };
  writeFileSync(join(directory, "wrangler.json"), JSON.stringify(config));
  return directory;
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(1)} s`;
}
