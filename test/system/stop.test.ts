import { spawn } from "node:child_process";
import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { join, resolve } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { hasEnded } from "../../cli/has-ended.ts";
import { slipway, useDataFolder } from "./support/slipway.ts";

const root = resolve(import.meta.dirname, "../..");

test.each(["SIGINT", "SIGTERM"] as const)("%s stops a local cloud cleanly", async (signal) => {
  const data = useDataFolder();
  const args = ["local", "start", "--port", "0", "--data", data];
  const child = spawn(process.execPath, [join(root, "cli/main.ts"), ...args]);
  let output = "";
  await new Promise<void>((ready) => {
    child.stdout.on("data", (chunk) => {
      output += String(chunk);
      if (output.includes("Press Ctrl-C to stop.")) ready();
    });
  });
  // Not its exit: what it said last may still be on its way then.
  const closed = new Promise((close) => child.once("close", close));
  child.kill(signal);
  expect(await closed).toBe(0);
  expect(output).toContain("The local cloud has stopped.");
});

test("without a local cloud a command says how to start one", async () => {
  const data = useDataFolder();
  const { code, stderr } = await slipway(root, "local", "env", "--data", data);
  expect(code).toBe(1);
  expect(stderr).toContain(`No local cloud runs on ${data}.`);
  expect(stderr).toContain("npm start");
});

test("a start in the background that fails ends with its reason, not with its time limit", {
  timeout: 45_000,
}, async () => {
  const taken = createServer().listen(0, "127.0.0.1");
  onTestFinished(() => void taken.close());
  await once(taken, "listening");
  const { port } = taken.address() as AddressInfo;
  const args = ["--detach", "--port", String(port), "--data", useDataFolder()];
  const { code, stderr } = await slipway(root, "local", "start", ...args);
  expect(code).toBe(1);
  expect(stderr).toContain(`Port ${port} of 127.0.0.1 is taken.`);
});

test("a local cloud in the background is used by commands and ended by stop", async () => {
  const data = useDataFolder();
  const command = (...words: string[]) => slipway(root, "local", ...words, "--data", data);
  const started = await command("start", "--detach", "--port", "0", "--json");
  expect(started.code).toBe(0);
  const { pid } = JSON.parse(started.stdout) as { pid: number };
  const rule = '{"vendor":"github","times":1,"effect":{"kind":"status","status":503}}';
  expect((await command("fault", "add", rule)).stdout).toMatch(/Added fault-\w+: github any/);
  expect((await command("fault", "list", "--json")).stdout).toContain('"status": 503');
  expect((await command("click", "--list")).stdout).toContain("cloudflare ");
  expect((await command("start", "--detach", "--port", "0")).stderr).toMatch(/already runs on/);
  expect(hasEnded(pid)).toBe(false);
  expect((await command("stop")).stdout).toBe("The local cloud has stopped.\n");
  expect(hasEnded(pid)).toBe(true);
  expect((await command("stop")).stdout).toBe("No local cloud was running.\n");
});
