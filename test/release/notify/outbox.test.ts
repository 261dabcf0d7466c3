import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { folderOutbox, outboxDirectory, type Undelivered } from "../../../release/notify/outbox.ts";
import { message } from "./message.ts";

function useFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "slipway-outbox-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

const now = Date.UTC(2026, 10, 21, 12);
const since = new Date(now).toISOString();

function kept(fields: Partial<Undelivered> = {}): Undelivered {
  return { channel: "slack-1", message: message(), since, ...fields };
}

test("a message is taken once, by the channel it was for, oldest first", async () => {
  const outbox = folderOutbox(useFolder(), () => now);
  const late = kept({ message: message({ title: "late" }) });
  const early = kept({ since: new Date(now - 60_000).toISOString() });
  await outbox.keep(late);
  await outbox.keep(early);
  expect(await outbox.take("slack-2")).toEqual([]);
  expect(await outbox.take("slack-1")).toEqual([early, late]);
  expect(await outbox.take("slack-1")).toEqual([]);
});

test.each([
  { age: 24 * 60 * 60 * 1000, taken: 1 },
  { age: 24 * 60 * 60 * 1000 + 1, taken: 0 },
])("a message of $age ms ago is sent $taken times", async ({ age, taken }) => {
  const folder = useFolder();
  const outbox = folderOutbox(folder, () => now);
  await outbox.keep(kept({ since: new Date(now - age).toISOString() }));
  expect(await outbox.take("slack-1")).toHaveLength(taken);
  expect(readdirSync(folder)).toEqual([]);
});

test("only its owner may read what is kept, and a broken file is passed over", async () => {
  const folder = useFolder();
  const outbox = folderOutbox(folder, () => now);
  await outbox.keep(kept());
  const [name = ""] = readdirSync(folder);
  expect(statSync(join(folder, name)).mode & 0o777).toBe(0o600);
  writeFileSync(join(folder, `slack-1 ${now} 0.json`), "{");
  expect(await outbox.take("slack-1")).toHaveLength(1);
});

test.each([
  [{ XDG_STATE_HOME: "/state", HOME: "/people/ada" }, "/state/slipway/outbox"],
  [{ HOME: "/people/ada" }, "/people/ada/.local/state/slipway/outbox"],
])("%o keeps it in %s", (env, directory) => {
  expect(outboxDirectory(env)).toBe(directory);
});
