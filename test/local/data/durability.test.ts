import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import { startDataPlane } from "./support/use-data-plane.ts";

/**
 * Proves that what was acknowledged survives `kill -9`. It does not prove anything about power loss:
 * the kernel keeps what the killed process had written.
 */
const WRITER = fileURLToPath(new URL("./support/durability-writer.ts", import.meta.url));

/** Runs the writer until it has said enough, and kills it. @returns all lines it said. */
async function runAndKill(
  mode: string,
  directory: string,
  isEnough: (said: readonly string[]) => boolean,
): Promise<string[]> {
  const child = spawn(process.execPath, [WRITER, mode, directory], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  const said: string[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    said.push(line);
    if (isEnough(said)) child.kill("SIGKILL");
  }
  return said;
}

function useDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), "slipway-durability-"));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  return directory;
}

test("every acknowledged write is there after kill -9, and nothing is half there", async () => {
  const directory = useDirectory();
  const written = await runAndKill("write", directory, (said) => said.length >= 40);

  const { data, close } = startDataPlane(directory);
  onTestFinished(close);
  const read = written.map((number) => [
    data.kv.get("namespace", number)?.value.toString(),
    data.r2.get("bucket", number)?.body.toString(),
  ]);
  expect(read).toEqual(written.map((number) => [number, number]));
  const [[result] = []] = data.d1.query("database", [
    { sql: "SELECT count(*), sum(n), max(n) FROM n", params: [] },
  ]);
  const [count, sum, largest] = result?.rows[0] ?? [];
  expect(Number(largest)).toBeGreaterThanOrEqual(written.length);
  expect([count, sum]).toEqual([2 * Number(largest), 0]);
  const queued = data.queues.peek("queue", 10_000).map(({ body }) => body.toString());
  expect(queued.slice(0, written.length)).toEqual(written);
});

test("every message reaches a handler though the broker is killed again and again", async () => {
  const directory = useDirectory();
  // The consuming processes go by the machine's clock.
  const first = startDataPlane(directory, new Date().toISOString());
  const texts = Array.from({ length: 300 }, (_, index) => `message ${index}`);
  for (const text of texts) {
    first.data.queues.send("queue", [{ body: Buffer.from(text), contentType: "text" }]);
  }
  first.close();

  const handled = new Set<string>();
  for (const lines of [7, 15, 11]) {
    const said = await runAndKill("consume", directory, ({ length }) => length >= lines);
    for (const text of said) handled.add(text);
  }
  // The last run goes on until nothing is missing; a lost message would let the test run out of time.
  const isMissing = (said: readonly string[]) =>
    texts.filter((text) => !handled.has(text) && !said.includes(text)).length > 0;
  const last = isMissing([])
    ? await runAndKill("consume", directory, (said) => !isMissing(said))
    : [];
  expect([...new Set([...handled, ...last])].sort()).toEqual(texts.sort());
});
