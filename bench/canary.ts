import { spawn } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { edgeRequest } from "../release/rollout/edge-request.ts";
import { commitAll } from "../test/system/support/make-checkout.ts";
import { type Comparison, seconds } from "./measure.ts";
import { withLocalCloud } from "./with-local-cloud.ts";

const host = "staging-feedback.example.com";
const app = "worker/collective-vision/app.ts";
/** What the decision matrix gives for a critical release. */
const matrixMs = 300_000;
/** An answer that takes longer hurts: the matrix's limit for critical. */
const slowMs = 2000;

/** How long a bad release lives: one that is broken on a route, and one that turns slow later. */
export function measureCanary(): Promise<Comparison[]> {
  return withLocalCloud(async ({ checkout, env, edgeOrigin }) => {
    const bench = new Bench(checkout, env, edgeOrigin);
    await bench.up(0);
    return [await compareBrokenRoute(bench), await measureSlowRelease(bench)];
  });
}

/** From the command to an old version that is proven to serve. Users must not have noticed. */
async function compareBrokenRoute(bench: Bench): Promise<Comparison> {
  bench.edit('app.get("/second", (c) => c.text("second"));');
  const goodMs = await bench.up(0);
  const users = bench.startUsers();
  bench.edit('app.get("/widget.js", () => Promise.reject(new Error("broken")));');
  const badMs = await bench.up(1);
  const { answers, hurt } = await users.stop();
  if (hurt > 0) throw new Error(`${hurt} of ${answers} requests met the broken version.`);
  return {
    title: "a source change that breaks one route, from the command to safe",
    ours: `${seconds(badMs)}, ${hurt} of ${answers} users' requests hurt`,
    peer: `the command with a good change ${seconds(goodMs)}`,
    ratio: badMs / goodMs,
    goal: { atMost: 1.5 },
  };
}

/** From the first slow answer to the old version's proof, by the watch alone. */
async function measureSlowRelease(bench: Bench): Promise<Comparison> {
  bench.edit(turningSlow);
  await bench.up(0);
  const users = bench.startUsers();
  const safeMs = await bench.watchUntilSafe(() => bench.ask("/turn-slow"));
  const { answers, hurt } = await users.stop();
  return {
    title: "a release that turns slow after its promotion, from the fault to safe",
    ours: `${seconds(safeMs)} by the watch, ${hurt} of ${answers} users' requests slow`,
    peer: `the decision matrix allows ${seconds(matrixMs)}`,
    ratio: safeMs / matrixMs,
    goal: { atMost: 0.4 },
  };
}

const turningSlow = `let isSlow = false;
  app.get("/turn-slow", (c) => { isSlow = true; return c.text("From now on."); });
  app.use(async (_, next) => {
    if (isSlow) await new Promise((done) => setTimeout(done, 2500));
    await next();
  });`;

class Bench {
  readonly #checkout: string;
  readonly #env: NodeJS.ProcessEnv;
  readonly #edgeOrigin: string;
  readonly #source: string;

  constructor(checkout: string, env: NodeJS.ProcessEnv, edgeOrigin: string) {
    this.#checkout = checkout;
    this.#env = env;
    this.#edgeOrigin = edgeOrigin;
    this.#source = readFileSync(join(checkout, app), "utf8");
  }

  /** Puts code at the beginning of the Worker's app, in place of what was there before. */
  edit(code: string): void {
    const begins = "const app = new Hono<AppTypes>();";
    writeFileSync(
      join(this.#checkout, app),
      this.#source.replace(begins, () => `${begins}\n  ${code}`),
    );
    commitAll(this.#checkout, "Change the Worker");
  }

  /** @returns how long it took. @throws where it ends otherwise than expected. */
  async up(expectedCode: 0 | 1): Promise<number> {
    const startedAt = performance.now();
    const args = ["up", "-s", "staging", "--yes", "--skip-preview", "--non-interactive"];
    const { code, output } = await this.#run("pulumi", args);
    if ((code === 0) !== (expectedCode === 0)) throw new Error(`pulumi up: ${code}\n${output}`);
    return performance.now() - startedAt;
  }

  /** Runs the watch and breaks the release when it has seen it well. @returns the time to the old one's proof. */
  async watchUntilSafe(breakIt: () => Promise<unknown>): Promise<number> {
    let brokenAt = Number.NaN;
    let provenAt = Number.NaN;
    const args = ["cli/main.ts", "watch", "staging", "--for", "5m"];
    const { output } = await this.#run(process.execPath, args, (text) => {
      if (Number.isNaN(brokenAt) && / low /.test(text)) {
        brokenAt = performance.now();
        void breakIt();
      }
      if (text.includes("✓ Prove it on every route")) provenAt = performance.now();
    });
    if (Number.isNaN(provenAt)) throw new Error(`The watch did not go back:\n${output}`);
    return provenAt - brokenAt;
  }

  ask(path: string) {
    return edgeRequest({ hostname: host, connectTo: this.#edgeOrigin }, { path });
  }

  /** Users who ask for the widget one request after the other. */
  startUsers(): { stop(): Promise<{ answers: number; hurt: number }> } {
    let isOver = false;
    let answers = 0;
    let hurt = 0;
    const going = (async () => {
      while (!isOver) {
        const startedAt = performance.now();
        const status = await this.ask("/widget.js").then(
          (answer) => answer.status,
          () => 0,
        );
        answers++;
        if (status !== 200 || performance.now() - startedAt > slowMs) hurt++;
        await delay(20);
      }
    })();
    return {
      stop: async () => {
        isOver = true;
        await going;
        return { answers, hurt };
      },
    };
  }

  #run(
    command: string,
    args: readonly string[],
    onText: (text: string) => void = () => {},
  ): Promise<{ code: number | null; output: string }> {
    const child = spawn(command, args, { cwd: this.#checkout, env: this.#env });
    let output = "";
    const read = (chunk: Buffer) => {
      output += String(chunk);
      onText(String(chunk));
    };
    child.stdout.on("data", read);
    child.stderr.on("data", read);
    return new Promise((done, reject) => {
      child.once("error", reject);
      child.once("close", (code) => done({ code, output }));
    });
  }
}
