import { setTimeout as delay } from "node:timers/promises";
import { expect, test } from "vitest";
import { useCheckout } from "./support/checkout.ts";
import { freeCloudPort, LocalShell, slipway, useDataFolder } from "./support/slipway.ts";

/** How many calls the emulated vendors have acknowledged when the process is killed. */
const KILL_AFTER_CALLS = 25;

/**
 * Proves: a local cloud killed in the middle of a deployment has everything it acknowledged when it
 * is started again, and the next `pulumi up` completes the stack. It does not prove the same for a
 * killed engine.
 */
test("a local cloud killed during a deployment keeps what it acknowledged, and up converges", async () => {
  const checkout = useCheckout();
  const data = useDataFolder();
  const port = String(await freeCloudPort());
  const start = () =>
    slipway(checkout, "local", "start", "--detach", "--json", "--port", port, "--data", data);

  const { pid } = JSON.parse((await start()).stdout) as { pid: number };
  const shell = await LocalShell.open(checkout, data);
  const interrupted = shell.pulumi("up", "-s", "staging", "--yes", "--skip-preview");
  const acknowledged = await waitForWrites(port, KILL_AFTER_CALLS);
  process.kill(pid, "SIGKILL");
  expect((await interrupted).code).not.toBe(0);

  expect(await start()).toMatchObject({ code: 0 });
  const kept = (await writes(port)).slice(0, acknowledged.length);
  expect(kept).toEqual(acknowledged);

  const up = await shell.pulumi("up", "-s", "staging", "--yes", "--skip-preview");
  expect(up, up.stdout).toMatchObject({ code: 0 });
  const preview = await shell.pulumi(
    "preview",
    "-s",
    "staging",
    "--refresh",
    "--expect-no-changes",
  );
  expect(preview, preview.stdout).toMatchObject({ code: 0 });
});

interface Call {
  sequence: number;
  method: string;
  path: string;
  status: number;
}

async function writes(port: string): Promise<Call[]> {
  const response = await fetch(`http://127.0.0.1:${port}/_local/journal?limit=10000`);
  return ((await response.json()) as Call[]).filter(({ method }) => method !== "GET");
}

async function waitForWrites(port: string, count: number): Promise<Call[]> {
  for (;;) {
    const calls = await writes(port);
    if (calls.length >= count) return calls;
    await delay(20);
  }
}
