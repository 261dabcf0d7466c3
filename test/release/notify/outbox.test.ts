import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { folderOutbox, outboxDirectory } from "../../../release/notify/outbox.ts";
import { message } from "./message.ts";

function useFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "slipway-outbox-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

const now = Date.UTC(2026, 10, 21, 12);
const since = new Date(now).toISOString();

test("a message is taken once, by its own stack and channel, oldest first", async () => {
  const outbox = folderOutbox(useFolder(), () => now);
  const late = { channel: "Slack", message: message({ title: "late" }), since };
  const early = {
    channel: "Slack",
    message: message({ title: "early" }),
    since: new Date(now - 60_000).toISOString(),
  };
  await outbox.keep(late);
  await outbox.keep(early);
  expect(await outbox.take("production", "Slack")).toEqual([]);
  expect(await outbox.take("staging", "PagerDuty")).toEqual([]);
  expect(await outbox.take("staging", "Slack")).toEqual([early, late]);
  expect(await outbox.take("staging", "Slack")).toEqual([]);
});

test.each([
  { age: 24 * 60 * 60 * 1000, taken: 1 },
  { age: 24 * 60 * 60 * 1000 + 1, taken: 0 },
])("a message of $age ms ago is sent $taken times", async ({ age, taken }) => {
  const outbox = folderOutbox(useFolder(), () => now);
  const old = new Date(now - age).toISOString();
  await outbox.keep({ channel: "Slack", message: message(), since: old });
  expect(await outbox.take("staging", "Slack")).toHaveLength(taken);
});

test("only its owner may read what is kept, and a broken file is passed over", async () => {
  const folder = useFolder();
  const outbox = folderOutbox(folder, () => now);
  await outbox.keep({ channel: "Slack", message: message(), since });
  const [name = ""] = readdirSync(join(folder, "staging-Slack"));
  expect(statSync(join(folder, "staging-Slack", name)).mode & 0o777).toBe(0o600);
  writeFileSync(join(folder, "staging-Slack", "0.json"), "{");
  expect(await outbox.take("staging", "Slack")).toHaveLength(1);
});

test.each([
  [{ XDG_STATE_HOME: "/state", HOME: "/home/ada" }, "/state/slipway/outbox"],
  [{ HOME: "/home/ada" }, "/home/ada/.local/state/slipway/outbox"],
])("%o keeps it in %s", (env, directory) => {
  expect(outboxDirectory(env)).toBe(directory);
});
