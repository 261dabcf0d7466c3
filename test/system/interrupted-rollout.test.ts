import { type ChildProcess, spawn } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { expect, onTestFinished, test } from "vitest";
import { useCheckout } from "./support/checkout.ts";
import { freeCloudPort, LocalShell, slipway, useDataFolder } from "./support/slipway.ts";
import { Vendors } from "./support/vendors.ts";

/**
 * Proves, with the real engine and workerd, what becomes of the traffic when `pulumi up` ends in the
 * middle of a rollout: asked to stop, it goes back within the ten seconds that CI gives; killed, it
 * leaves the split, and the next update goes on from there. It does not prove what the vendor's own
 * network does meanwhile.
 */

const worker = "collective-vision-staging";

test("an interrupted rollout goes back at once; a killed one is gone on with by the next update", async () => {
  const { shell, checkout } = await useStagingByTenPercent();
  const first = await shell.pulumi("up", "-s", "staging", "--yes", "--skip-preview");
  expect(first, first.stdout).toMatchObject({ code: 0 });
  const [old] = await splitOf(shell);

  addRoute(checkout, "/second");
  // A terminal interrupts every process of its job, a supervisor only the one that it started.
  for (const [signal, target] of [
    ["SIGINT", -1],
    ["SIGTERM", 1],
  ] as const) {
    const update = await useUpdateAtTenPercent(shell, checkout);
    const startedAt = performance.now();
    process.kill(target * (update.process.pid as number), signal);
    const code = await update.ended;
    expect(performance.now() - startedAt, update.output()).toBeLessThan(10_000);
    expect(code, update.output()).not.toBe(0);
    expect(await splitOf(shell)).toEqual([old]);
  }

  const killed = await useUpdateAtTenPercent(shell, checkout);
  process.kill(-(killed.process.pid as number), "SIGKILL");
  await killed.ended;
  const split = await splitOf(shell);
  expect(split).toMatchObject([{ percentage: 90 }, { percentage: 10 }]);

  const cancel = await shell.pulumi("cancel", "-s", "staging", "--yes");
  expect(cancel, cancel.stderr).toMatchObject({ code: 0 });
  const last = await shell.pulumi("up", "-s", "staging", "--yes", "--skip-preview");
  expect(last, last.stdout).toMatchObject({ code: 0 });
  const [serving, ...others] = await splitOf(shell);
  expect(others).toEqual([]);
  expect(serving).toMatchObject({ percentage: 100 });
  expect(serving?.version_id).not.toBe(old?.version_id);
  const preview = await shell.pulumi("preview", "-s", "staging", "--expect-no-changes");
  expect(preview, preview.stdout).toMatchObject({ code: 0 });
});

async function useStagingByTenPercent() {
  const checkout = useCheckout();
  const data = useDataFolder();
  const where = ["--port", String(await freeCloudPort()), "--data", data];
  expect(await slipway(checkout, "local", "start", "--detach", ...where)).toMatchObject({
    code: 0,
  });
  const file = join(checkout, "Pulumi.staging.yaml");
  const settings = readFileSync(file, "utf8");
  writeFileSync(
    file,
    settings.replace("steps: []", "steps: [10]").replace("bakeSeconds: 0", "bakeSeconds: 20"),
  );
  return { shell: await LocalShell.open(checkout, data), checkout };
}

function addRoute(checkout: string, path: string): void {
  const app = join(checkout, "worker/collective-vision/app.ts");
  const search = "const app = new Hono<AppTypes>();";
  const route = `\n  app.get("${path}", (c) => c.text("It is here."));`;
  writeFileSync(app, readFileSync(app, "utf8").replace(search, search + route));
}

interface Update {
  readonly process: ChildProcess;
  readonly ended: Promise<number | null>;
  output(): string;
}

/** Starts an update in a process group of its own, as a terminal does, and waits until it watches. */
async function useUpdateAtTenPercent(shell: LocalShell, checkout: string): Promise<Update> {
  const args = ["up", "-s", "staging", "--yes", "--skip-preview", "--non-interactive"];
  const child = spawn("pulumi", args, {
    cwd: checkout,
    env: shell.environment,
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk) => (output += String(chunk)));
  }
  let isOver = false;
  const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
  void ended.then(() => (isOver = true));
  onTestFinished(() => {
    if (!isOver) process.kill(-(child.pid as number), "SIGKILL");
  });
  while (!output.includes("10 %: watching")) {
    if (isOver) throw new Error(`The update ended before the traffic moved:\n${output}`);
    await delay(50);
  }
  return { process: child, ended, output: () => output };
}

interface Share {
  readonly version_id: string;
  readonly percentage: number;
}

/** What Cloudflare says that serves. */
async function splitOf({ environment }: LocalShell): Promise<readonly Share[]> {
  const path = `/workers/scripts/${worker}/deployments`;
  const { deployments } = await new Vendors(environment).account<{
    deployments: readonly { versions: readonly Share[] }[];
  }>("GET", path);
  return deployments[0]?.versions ?? [];
}
