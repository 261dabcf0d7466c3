import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, test } from "vitest";
import { lockedOut } from "../../release/engine.ts";
import {
  breakStaleLock,
  describeLock,
  isLockRefusal,
  isStale,
  lockInRefusal,
  readLocks,
} from "../../release/update-lock.ts";
import { useTemporaryDirectory } from "../engine/support/temporary-directory.ts";

/** Beyond every process id that a kernel gives out. */
const deadProcess = 2 ** 30;

function useLocks(...processIds: number[]) {
  const root = useTemporaryDirectory();
  const folder = join(root, ".pulumi", "locks", "organization", "slipway", "staging");
  mkdirSync(folder, { recursive: true });
  for (const [index, pid] of processIds.entries()) {
    const timestamp = `2026-11-21T12:13:3${index}.935856721Z`;
    const lock = { pid, username: "ada", hostname: hostname(), timestamp };
    writeFileSync(join(folder, `${9 - index}.json`), JSON.stringify(lock));
  }
  return { folder, backend: pathToFileURL(root).href };
}

test("the locks of a file backend are read, oldest first", async () => {
  const { backend } = useLocks(process.pid, deadProcess);
  const locks = await readLocks(backend, "slipway", "staging");
  expect(locks.map(({ processId }) => processId)).toEqual([process.pid, deadProcess]);
  expect(await readLocks(backend, "slipway", "production")).toEqual([]);
});

test.each([undefined, "", "s3://bucket", "https://api.pulumi.com"])(
  "a backend at %s shows no locks",
  async (backend) => {
    expect(await readLocks(backend, "slipway", "staging")).toEqual([]);
  },
);

test.each(["", "{", "[]", '{"pid":1}'])("a lock file with %j is none", async (text) => {
  const { backend, folder } = useLocks();
  writeFileSync(join(folder, "1.json"), text);
  expect(await readLocks(backend, "slipway", "staging")).toEqual([]);
});

test("only the lock of a dead process of this machine is broken, and no other one", async () => {
  const { backend, folder } = useLocks(process.pid, deadProcess);
  const [live, dead] = await readLocks(backend, "slipway", "staging");
  if (!live || !dead) throw new Error("The locks are missing.");
  expect(await breakStaleLock(live)).toBe(false);
  expect(await breakStaleLock({ ...dead, host: "another-machine" })).toBe(false);
  expect(readdirSync(folder)).toHaveLength(2);
  expect(await breakStaleLock(dead)).toBe(true);
  expect(readdirSync(folder)).toEqual(["9.json"]);
});

const refusal = `error: the stack is currently locked by 1 lock(s). Either wait for the other process(es) to end or delete the lock file with \`pulumi cancel\`.
  file:///state/38da58ce.json?no_tmp_dir=true: created by ada@build-1 (pid 4711) at 2026-11-21T12:13:35Z`;

test("the engine's refusal says who holds the lock", () => {
  const lock = lockInRefusal(refusal);
  expect(isLockRefusal(refusal)).toBe(true);
  expect(lock && describeLock(lock)).toBe(
    "ada@build-1 (process 4711) since 2026-11-21 12:13:35 UTC",
  );
  expect(lock && isStale(lock, "another-machine")).toBe(false);
});

test.each(["error: no stack named 'x' found", ""])("%j is no refusal for a lock", (text) => {
  expect(isLockRefusal(text)).toBe(false);
  expect(lockInRefusal(text)).toBeUndefined();
});

test("whoever is locked out learns by whom, or that a killed update left the lock", () => {
  const lock = { user: "ada", host: hostname(), since: "2026-11-21T12:13:35Z" };
  expect(lockedOut("staging", { ...lock, processId: process.pid })).toMatchObject({
    code: "locked",
    message: expect.stringContaining("is being updated by somebody else: ada@"),
    hint: "Wait for it to end, then run this again.",
  });
  expect(lockedOut("staging", { ...lock, processId: deadProcess })).toMatchObject({
    code: "locked",
    message: expect.stringContaining("is locked by an update that was killed: ada@"),
    hint: expect.stringContaining("--break-stale-lock"),
  });
});
