import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { FolderOutbox, outboxDirectory } from "../../../release/notify/folder-outbox.ts";
import type { Undelivered } from "../../../release/notify/outbox.ts";
import { message } from "./message.ts";

function useFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "slipway-outbox-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

const now = Date.UTC(2026, 10, 21, 12);
const since = new Date(now).toISOString();
/** No process has an id as high. */
const deadProcess = "4194305-a";

/** The outbox as a process sees it: by default one that has ended since. */
function openAs(folder: string, holder = deadProcess) {
  return new FolderOutbox(folder, { now: () => now, holder });
}

function undelivered(fields: Partial<Undelivered> = {}): Undelivered {
  return { channel: "slack-1", message: message(), since, ...fields };
}

/** Keeps a message and lets go of it. */
async function leave(outbox: FolderOutbox, fields: Partial<Undelivered> = {}): Promise<void> {
  await (await outbox.hold(undelivered(fields))).release();
}

async function titlesIn(outbox: FolderOutbox, channel = "slack-1"): Promise<string[]> {
  return (await outbox.take(channel)).held.map((each) => each.message.title);
}

test("a message is taken once, by the channel it was for, oldest first", async () => {
  const outbox = openAs(useFolder());
  const early = new Date(now - 60_000).toISOString();
  for (const fields of [
    { message: message({ title: "late" }) },
    { message: message({ title: "later" }) },
    { message: message({ title: "early" }), since: early },
  ]) {
    await leave(outbox, fields);
  }
  expect(await titlesIn(outbox, "slack-2")).toEqual([]);
  expect(await titlesIn(outbox)).toEqual(["early", "late", "later"]);
  expect(await titlesIn(outbox)).toEqual([]);
});

test("nobody takes what a process that runs is sending", async () => {
  const folder = useFolder();
  const running = openAs(folder, `${process.ppid}-a`);
  const held = await running.hold(undelivered());
  expect(await titlesIn(openAs(folder))).toEqual([]);
  await held.release();
  expect(await titlesIn(openAs(folder))).toEqual(["Deployed"]);
});

test("of two processes that look at once one gets each message", async () => {
  const folder = useFolder();
  for (let count = 0; count < 20; count++) await openAs(folder).hold(undelivered());
  const processes = [process.pid, process.ppid].map((id) => openAs(folder, `${id}-b`));
  const [one = [], other = []] = await Promise.all(processes.map((each) => titlesIn(each)));
  expect(one.length + other.length).toBe(20);
});

test.each([
  ["was killed", deadProcess],
  ["had the same id", `${process.pid}-earlier`],
])("what a process held that %s is sent by the next", async (_case, holder) => {
  const folder = useFolder();
  await openAs(folder, holder).hold(undelivered());
  expect(await titlesIn(new FolderOutbox(folder, { now: () => now }))).toEqual(["Deployed"]);
});

test("what is delivered is not kept", async () => {
  const folder = useFolder();
  await (await openAs(folder).hold(undelivered())).delivered();
  expect(readdirSync(folder)).toEqual([]);
});

test("what nobody will send is written down", async () => {
  const folder = useFolder();
  const outbox = openAs(folder);
  const held = await outbox.hold(undelivered({ message: message({ title: "one" }) }));
  await held.giveUp("Slack refused the message: is_archived.");
  expect(readdirSync(folder)).toEqual(["undelivered.log"]);
  expect(JSON.parse(readFileSync(outbox.log, "utf8"))).toMatchObject({
    at: since,
    reason: "Slack refused the message: is_archived.",
    message: { title: "one" },
  });
});

const day = 24 * 60 * 60 * 1000;

test.each([
  { age: day, taken: 1, problems: [] },
  {
    age: day + 1,
    taken: 0,
    problems: [expect.stringMatching(/^"Deployed" waited for more than a day and is in .+log$/)],
  },
])("a message of $age ms ago is sent $taken times, else it is said", async (row) => {
  const outbox = openAs(useFolder());
  await leave(outbox, { since: new Date(now - row.age).toISOString() });
  const { held, problems } = await outbox.take("slack-1");
  expect(held).toHaveLength(row.taken);
  expect(problems).toEqual(row.problems);
});

test("what is too old of a channel that nobody has any more is only written down", async () => {
  const folder = useFolder();
  const outbox = openAs(folder);
  await leave(outbox, { channel: "slack-2", since: new Date(now - day - 1).toISOString() });
  expect(await outbox.take("slack-1")).toEqual({ held: [], problems: [] });
  expect(readdirSync(folder)).toEqual(["undelivered.log"]);
});

test.each(["", "{", "null", "{}", '{"channel":"slack-1","message":{"title":1},"since":""}'])(
  "a file of %o is set aside, which is said once, and the others are sent",
  async (text) => {
    const folder = useFolder();
    const outbox = openAs(folder);
    await leave(outbox);
    writeFileSync(join(folder, `slack-1 ${now} 0.json`), text);
    const { held, problems } = await outbox.take("slack-1");
    expect(held).toHaveLength(1);
    expect(problems).toEqual([expect.stringMatching(/cannot be read: .+ 0\.json\.unreadable$/)]);
    expect(await outbox.take("slack-1")).toEqual({ held: [], problems: [] });
  },
);

test("only its owner may read what is kept", async () => {
  const folder = useFolder();
  await openAs(folder).hold(undelivered());
  const [name = ""] = readdirSync(folder);
  expect(statSync(join(folder, name)).mode & 0o777).toBe(0o600);
});

test.each([
  [{ XDG_STATE_HOME: "/state", HOME: "/people/ada" }, "/state/slipway/outbox"],
  [{ HOME: "/people/ada" }, "/people/ada/.local/state/slipway/outbox"],
])("%o keeps it in %s", (env, directory) => {
  expect(outboxDirectory(env)).toBe(directory);
});
