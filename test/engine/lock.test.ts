import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { withLock } from "../../local/engine/lock.ts";
import { useFixture } from "./support/child-process.ts";
import { pathWith, writeGo } from "./support/executables.ts";
import { useTemporaryDirectory } from "./support/temporary-directory.ts";

// Proves exclusion between processes of one machine; not on network file systems.

const WAITING = "Another process is holding the lock: waiting for it";

test("a second process waits, says for what, and goes on when the first is done", async () => {
  const lock = join(useTemporaryDirectory(), "lock");
  const first = useFixture("hold-lock.ts", [lock]);
  expect(await first.line()).toBe("held");
  const second = useFixture("hold-lock.ts", [lock]);
  expect(await second.line()).toBe(WAITING);
  first.process.stdin?.end();
  expect(await second.line()).toBe("held");
});

test("the lock of a killed process is free", async () => {
  const lock = join(useTemporaryDirectory(), "lock");
  const first = useFixture("hold-lock.ts", [lock]);
  expect(await first.line()).toBe("held");
  first.process.kill("SIGKILL");
  await first.exited;
  const second = useFixture("hold-lock.ts", [lock]);
  expect(await second.line()).toBe("held");
});

test("work that fails releases the lock", async () => {
  const lock = join(useTemporaryDirectory(), "lock");
  const options = { waitingFor: "testing", report: () => {} };
  const failure = withLock(lock, options, () => Promise.reject(new Error("no disk")));
  await expect(failure).rejects.toThrow("no disk");
  await expect(withLock(lock, options, async () => "done")).resolves.toBe("done");
});

test("a waiting process can be aborted", async () => {
  const lock = join(useTemporaryDirectory(), "lock");
  const abort = new AbortController();
  const options = { waitingFor: "testing", report: () => abort.abort(), signal: abort.signal };
  const outcome = withLock(lock, { waitingFor: "testing", report: () => {} }, () =>
    withLock(lock, options, async () => "never"),
  );
  await expect(outcome).rejects.toMatchObject({ name: "AbortError" });
});

test("of two processes that need an engine at once, one builds it and the other uses it", async () => {
  const root = useTemporaryDirectory();
  const log = join(root, "go.log");
  writeGo(join(root, "go"), { goVersion: "1.99.0", toolchain: "auto", version: "3.256.0", log });
  const tools = pathWith(join(root, "tools"), "tar", "chmod", "sh");
  const args = [join(root, "cache"), `${join(root, "go")}:${tools}`, "http://127.0.0.1:9"];
  const sources = await Promise.all(
    [1, 2].map(async () => {
      const run = useFixture("ensure-engine.ts", args);
      for (;;) {
        const line = await run.line();
        if (line.startsWith("source: ") || line === "undefined") return line;
      }
    }),
  );
  expect(sources.sort()).toEqual(["source: build", "source: cache"]);
  expect(readFileSync(log, "utf8").trim().split("\n")).toHaveLength(1);
});
