import { execFile } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { bundleWorker } from "../infra/bundle.ts";
import { readCommittedStack } from "../infra/services.ts";
import { StackEngine } from "../release/engine.ts";
import { parseStackOutputs } from "../release/stack-outputs.ts";
import { verifyServices } from "../release/verify.ts";
import { commitAll } from "../test/system/support/make-checkout.ts";
import { createBareProject } from "./bare-project.ts";
import { type Comparison, median, seconds, timeTurns } from "./measure.ts";
import { withLocalCloud } from "./with-local-cloud.ts";

const app = "worker/collective-vision/app.ts";
const ROUNDS = 3;
const STATUS_BUDGET_MS = 1500;

/** What `slipway deploy` costs beside the engine alone, and beside the vendor's own tool. */
export function measureDeploy(): Promise<Comparison[]> {
  return withLocalCloud(async ({ checkout, folder, env }) => {
    const bench = new Bench(checkout, env, {
      wrangler: await writeWranglerProject(join(folder, "wrangler")),
      bare: await createBareProject(join(folder, "bare"), env),
    });
    await bench.deploy();
    return [
      await compareOverhead(bench),
      ...(await compareWithWrangler(bench)),
      await measureStatus(bench),
    ];
  });
}

/** The same of a release that goes by production's steps: minutes. */
export function measureRelease(): Promise<Comparison[]> {
  return withLocalCloud(async ({ checkout, folder, env }) => {
    const bench = new Bench(checkout, env, { wrangler: folder, bare: folder });
    await bench.deploy();
    return [await compareGradual(bench)];
  });
}

/** Of a deployment that has nothing to do: all that is left is overhead. */
function compareOverhead(bench: Bench): Promise<Comparison> {
  const title =
    "slipway deploy of a stack without changes: preflight, update, verification, messages";
  return compareWithUp(title, ROUNDS, bench, { ours: () => bench.deploy(), up: () => bench.up() });
}

/** Of a release with production's steps and bakes. */
function compareGradual(bench: Bench): Promise<Comparison> {
  bench.goBySteps();
  return compareWithUp(
    "slipway deploy of a changed line, by production's steps of a minute each",
    1,
    bench,
    {
      ours: () => bench.change().deploy(),
      up: () => bench.change().up(),
    },
  );
}

/** Both preview, then update, then run the same smoke tests; ours checks and tells people as well. */
async function compareWithUp(
  title: string,
  rounds: number,
  bench: Bench,
  actions: { ours: () => Promise<unknown>; up: () => Promise<unknown> },
): Promise<Comparison> {
  const turns = await timeTurns(rounds, { ...actions, tests: () => bench.runSmokeTests() });
  const up = median(turns.map((turn) => turn.up));
  const tests = median(turns.map((turn) => turn.tests));
  return {
    title,
    ours: seconds(median(turns.map((turn) => turn.ours))),
    peer: `pulumi up --yes ${seconds(up)}, then the same smoke tests by hand ${seconds(tests)}`,
    ratio: median(turns.map((turn) => turn.ours / (turn.up + turn.tests))),
    goal: { atMost: 1.1 },
  };
}

/** From a changed line to a version that serves everybody: ours is probed, verified and recorded then. */
async function compareWithWrangler(bench: Bench): Promise<Comparison[]> {
  const turns = await timeTurns(ROUNDS, {
    ours: () => bench.change().up("--skip-preview"),
    wrangler: () => bench.wranglerDeploy(),
    bare: () => bench.bareUp(),
  });
  const ours = seconds(median(turns.map((turn) => turn.ours)));
  const comparison = (peer: "wrangler" | "bare", name: string, atMost: number): Comparison => ({
    title: "a changed line to a verified release by pulumi up and its probes",
    ours,
    peer: `${name} ${seconds(median(turns.map((turn) => turn[peer])))}`,
    ratio: median(turns.map((turn) => turn.ours / turn[peer])),
    goal: { atMost },
  });
  return [
    comparison("wrangler", "wrangler deploy of the built Worker, unverified", 2),
    comparison("bare", "the engine's floor, pulumi up of one resource without changes", 3),
  ];
}

/** Of all stacks, as somebody asks who is paged. */
async function measureStatus(bench: Bench): Promise<Comparison> {
  const turns = await timeTurns(ROUNDS, { status: () => bench.status() });
  const statusMs = median(turns.map(({ status }) => status));
  return {
    title: "slipway status of both stacks",
    ours: seconds(statusMs),
    peer: `a budget of ${seconds(STATUS_BUDGET_MS)}`,
    ratio: statusMs / STATUS_BUDGET_MS,
    goal: { atMost: 1 },
  };
}

class Bench {
  readonly #checkout: string;
  readonly #env: NodeJS.ProcessEnv;
  readonly #projects: { wrangler: string; bare: string };
  readonly #source: string;
  #changes = 0;

  constructor(
    checkout: string,
    env: NodeJS.ProcessEnv,
    projects: { wrangler: string; bare: string },
  ) {
    this.#checkout = checkout;
    this.#env = env;
    this.#projects = projects;
    this.#source = readFileSync(join(checkout, app), "utf8");
  }

  deploy(): Promise<unknown> {
    return this.#run(process.execPath, ["cli/main.ts", "deploy", "staging", "--skip-watch"]);
  }

  status(): Promise<unknown> {
    // It ends with what is not well: one stack was never deployed.
    return this.#run(process.execPath, ["cli/main.ts", "status"]);
  }

  /** What `slipway deploy` verifies, without a process of its own. */
  async runSmokeTests(): Promise<void> {
    const { services } = await readCommittedStack("staging", this.#checkout);
    const engine = StackEngine.open("staging", this.#checkout, this.#env as Record<string, string>);
    const reports = await verifyServices(services, parseStackOutputs(await engine.outputs()), {
      correlationId: "run-bench",
      connectTo: this.#env.SLIPWAY_CONNECT_TO,
    });
    const problems = reports.flatMap((report) => report.problems);
    if (problems.length > 0) throw new Error(problems.join("\n"));
  }

  /** One resource, as it is: a start of the engine and of a program. */
  bareUp(): Promise<unknown> {
    const args = ["up", "-s", "bare", "--yes", "--skip-preview", "--non-interactive"];
    return this.#run("pulumi", args, this.#projects.bare);
  }

  /** `pulumi up` with its own preview. */
  up(...options: string[]): Promise<unknown> {
    return this.#run("pulumi", ["up", "-s", "staging", "--yes", "--non-interactive", ...options]);
  }

  goBySteps(): void {
    const file = join(this.#checkout, "Pulumi.staging.yaml");
    const settings = readFileSync(file, "utf8").replace("steps: []", "steps: [1, 10, 50]");
    writeFileSync(file, settings.replace("bakeSeconds: 0", "bakeSeconds: 60"));
  }

  /** Changes a line, which is then to be shipped: the rollout proves by its probes who answers. */
  change(): this {
    const begins = "const app = new Hono<AppTypes>();";
    const route = `app.get("/change-${++this.#changes}", (c) => c.text("changed"));`;
    writeFileSync(
      join(this.#checkout, app),
      this.#source.replace(begins, () => `${begins}\n  ${route}`),
    );
    commitAll(this.#checkout, "Change the Worker");
    return this;
  }

  wranglerDeploy(): Promise<unknown> {
    const project = this.#projects.wrangler;
    writeFileSync(join(project, "change.txt"), String(++this.#changes));
    const binary = join(this.#checkout, "node_modules/wrangler/bin/wrangler.js");
    const home = { HOME: project, CI: "1" };
    return this.#run(process.execPath, [binary, "deploy"], project, home);
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
