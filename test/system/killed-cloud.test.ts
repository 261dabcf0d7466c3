import { setTimeout as delay } from "node:timers/promises";
import { expect, test } from "vitest";
import { useCheckout } from "./support/checkout.ts";
import { freeCloudPort, LocalShell, slipway, useDataFolder } from "./support/slipway.ts";

/** The Worker's creation is held back, so the deployment stands there with nothing half answered. */
const HOLD_WORKER = JSON.stringify({
  vendor: "cloudflare",
  method: "POST",
  path: "/accounts/*/workers/workers",
  effect: { kind: "hang", ms: 600_000 },
});

/** As many polls without a new call mean that the deployment waits for the held one. */
const QUIET_POLLS = 60;

/**
 * Proves: a local cloud killed in the middle of a deployment has everything it acknowledged when it
 * is started again, and the next `pulumi up` completes the stack. It does not prove the same where
 * a creation was done but its answer never reached the engine: a vendor then says that the name is
 * taken. Nor does it for a killed engine.
 */
test("a local cloud killed during a deployment keeps what it acknowledged, and up converges", async () => {
  const checkout = useCheckout();
  const data = useDataFolder();
  const port = String(await freeCloudPort());
  const local = (...words: string[]) => slipway(checkout, "local", ...words, "--data", data);
  const start = () => local("start", "--detach", "--json", "--port", port);

  const { pid } = JSON.parse((await start()).stdout) as { pid: number };
  const shell = await LocalShell.open(checkout, data);
  await local("fault", "add", HOLD_WORKER);
  const interrupted = shell.pulumi("up", "-s", "staging", "--yes", "--skip-preview");
  const acknowledged = await waitForQuiet(port);
  process.kill(pid, "SIGKILL");
  expect((await interrupted).code).not.toBe(0);
  expect(acknowledged.length).toBeGreaterThan(15);

  expect(await start()).toMatchObject({ code: 0 });
  const kept = (await writes(port)).slice(0, acknowledged.length);
  expect(kept).toEqual(acknowledged);
  expect((await local("fault", "clear")).stdout).toBe("Removed 1 rule.\n");

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

/** The writes, once there have been some and no further call comes. */
async function waitForQuiet(port: string): Promise<Call[]> {
  let calls = await writes(port);
  for (let quiet = 0; quiet < QUIET_POLLS; ) {
    await delay(50);
    const now = await writes(port);
    quiet = now.length === calls.length && now.length > 0 ? quiet + 1 : 0;
    calls = now;
  }
  return calls;
}
