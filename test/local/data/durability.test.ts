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

/** Runs the writer until it has said so many lines, and kills it. @returns all lines it said. */
async function runAndKill(mode: string, directory: string, lines: number): Promise<string[]> {
  const child = spawn(process.execPath, [WRITER, mode, directory], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  const said: string[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    said.push(line);
    if (said.length === lines) child.kill("SIGKILL");
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
  const written = await runAndKill("write", directory, 40);

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
  const first = startDataPlane(directory);
  const texts = Array.from({ length: 60 }, (_, index) => `message ${index}`);
  for (const text of texts) {
    first.data.queues.send("queue", [{ body: Buffer.from(text), contentType: "text" }]);
  }
  first.close();

  const handled = new Set<string>();
  // A killed run can repeat what an earlier one handled, so the number of runs is not known.
  for (let run = 0; run < 30; run++) {
    const left = texts.length - handled.size;
    if (left === 0) break;
    for (const line of await runAndKill("consume", directory, Math.min(20, left))) {
      handled.add(line);
    }
  }
  expect([...handled].sort()).toEqual(texts.sort());
});
