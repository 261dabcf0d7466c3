import { expect, test } from "vitest";
import type { LastResort } from "../../../release/notify/last-resort.ts";
import { memoryOutbox } from "./memory-outbox.ts";
import { message } from "./message.ts";
import { channel, down, hastyClock, open, patientClock } from "./queue-world.ts";

const pages = [{ action: "trigger", service: "shop", dedupKey: "key" }] as const;

function lastResort(
  tell: LastResort["tell"] = async () => "https://github.com/acme/shop/issues/7",
) {
  const told: string[] = [];
  const closed: string[] = [];
  const way: LastResort = {
    tell(messages) {
      told.push(...messages.map(({ title }) => title));
      return tell(messages);
    },
    close: async (matters) => void closed.push(...matters.map(({ dedupKey }) => dedupKey)),
  };
  return { way, told, closed };
}

test("what no channel takes in time goes the last way, if any of it is urgent, and is kept all the same", async () => {
  const outbox = memoryOutbox();
  const { way, told } = lastResort();
  const notifier = open(down, hastyClock, outbox, way);
  notifier.send(message({ title: "going back with hunter22", pages }));
  notifier.send(message({ title: "went back" }));
  const { problems } = await notifier.settle();
  expect(told).toEqual(["going back with [secret]", "went back"]);
  expect(problems.at(-1)).toBe("An issue says it instead: https://github.com/acme/shop/issues/7");
  expect(outbox.kept).toHaveLength(2);
});

test.each([
  ["nothing of it is urgent", [down], hastyClock, message()],
  ["one channel took it", [channel(async () => undefined), down], hastyClock, message({ pages })],
])("the last way is left alone where %s", async (_case, channels, clock, sent) => {
  const { way, told } = lastResort();
  const notifier = open(channels, clock, memoryOutbox(), way);
  notifier.send(sent);
  await notifier.settle();
  expect(told).toEqual([]);
});

test.each([
  ["is over", ["trigger", "resolve"], ["key"]],
  ["has begun again", ["resolve", "trigger"], []],
] as const)(
  "what the last way said of a matter that %s is closed: %o",
  async (_case, actions, over) => {
    const { way, closed } = lastResort();
    const notifier = open(
      channel(async () => undefined),
      patientClock().clock,
      memoryOutbox(),
      way,
    );
    for (const action of actions) notifier.send(message({ pages: [{ ...pages[0], action }] }));
    await notifier.settle();
    expect(closed).toEqual(over);
  },
);

test("a last way that fails is one more problem, and no failure", async () => {
  const { way } = lastResort(() => Promise.reject(new Error("GitHub does not know hunter22.")));
  const notifier = open(down, hastyClock, memoryOutbox(), {
    ...way,
    close: () => Promise.reject(new Error("GitHub is down.")),
  });
  notifier.send(message({ pages: [{ ...pages[0], dedupKey: "other", action: "resolve" }] }));
  notifier.send(message({ pages }));
  expect((await notifier.settle()).problems.at(-1)).toBe(
    "No issue could be opened instead: GitHub does not know [secret].",
  );
});
