import { expect, test } from "vitest";
import { createChannel, errorOf, useSlack } from "./use-slack.ts";

test("a new channel has the app as its creator and only member", async () => {
  const server = await useSlack();
  const channel = await createChannel(server, "deployments");
  const info = await server.slack.conversations.info({ channel, include_num_members: true });
  expect(info.channel).toMatchObject({
    id: channel,
    name: "deployments",
    creator: "U0SLIPWAY",
    is_private: false,
    is_archived: false,
    num_members: 1,
    topic: { value: "", creator: "", last_set: 0 },
  });
});

test.each([
  ["", "invalid_name_required"],
  ["Deployments", "invalid_name_specials"],
  ["two words", "invalid_name_specials"],
  ["--", "invalid_name_punctuation"],
  ["x".repeat(81), "invalid_name_maxlength"],
  ["general", "name_taken"],
])("the channel name %j is refused: %s", async (name, error) => {
  const { slack } = await useSlack();
  expect(await errorOf(slack.conversations.create({ name }))).toBe(error);
});

test("a name of 80 characters is accepted", async () => {
  const server = await useSlack();
  expect(await createChannel(server, "x".repeat(80))).toMatch(/^C/);
});

test("an archived channel keeps its name", async () => {
  const server = await useSlack();
  const channel = await createChannel(server, "ops");
  await server.slack.conversations.archive({ channel });
  const again = server.slack.conversations.create({ name: "ops" });
  expect(await errorOf(again)).toBe("name_taken");
  expect(await errorOf(server.slack.conversations.archive({ channel }))).toBe("already_archived");
  await server.slack.conversations.unarchive({ channel });
  const { channel: info } = await server.slack.conversations.info({ channel });
  expect(info?.is_archived).toBe(false);
});

test("people are invited and kicked", async () => {
  const server = await useSlack();
  const { slack } = server;
  const channel = await createChannel(server, "ops");
  await slack.conversations.invite({ channel, users: "U0LOCALADA,U0LOCALBEN" });
  await slack.conversations.invite({ channel, users: "U0LOCALADA,U0LOCALCHEN" });
  await slack.conversations.kick({ channel, user: "U0LOCALBEN" });
  const { members } = await slack.conversations.members({ channel });
  expect(members).toEqual(["U0SLIPWAY", "U0LOCALADA", "U0LOCALCHEN"]);
});

test.each([
  ["U0NOBODY", "user_not_found"],
  ["U0SLIPWAY", "cant_invite_self"],
  ["U0LOCALADA", "already_in_channel"],
])("inviting %s is refused: %s", async (users, error) => {
  const server = await useSlack();
  const channel = await createChannel(server, "ops");
  await server.slack.conversations.invite({ channel, users: "U0LOCALADA" });
  expect(await errorOf(server.slack.conversations.invite({ channel, users }))).toBe(error);
});

test("joining twice is a warning", async () => {
  const server = await useSlack();
  const channel = await createChannel(server, "ops");
  const { ok, warning } = await server.slack.conversations.join({ channel });
  expect([ok, warning]).toEqual([true, "already_in_channel"]);
});

test("a renamed channel frees its old name", async () => {
  const server = await useSlack();
  const channel = await createChannel(server, "ops");
  await server.slack.conversations.rename({ channel, name: "ops-two" });
  const { channel: info } = await server.slack.conversations.info({ channel });
  expect(info).toMatchObject({ name: "ops-two", previous_names: ["ops"] });
  expect(await createChannel(server, "ops")).not.toBe(channel);
});

test("topic and purpose are kept with author and time", async () => {
  const server = await useSlack();
  const channel = await createChannel(server, "ops");
  await server.slack.conversations.setTopic({ channel, topic: "On call: Ada" });
  await server.slack.conversations.setPurpose({ channel, purpose: "Operations" });
  const { channel: info } = await server.slack.conversations.info({ channel });
  const last_set = Date.parse("2026-11-21T09:00:00Z") / 1000;
  expect(info?.topic).toEqual({ value: "On call: Ada", creator: "U0SLIPWAY", last_set });
  expect(info?.purpose?.value).toBe("Operations");
});

test("a topic of 250 characters fits and one more does not", async () => {
  const server = await useSlack();
  const channel = await createChannel(server, "ops");
  const topic = "x".repeat(250);
  expect((await server.slack.conversations.setTopic({ channel, topic })).ok).toBe(true);
  const tooLong = server.slack.conversations.setTopic({ channel, topic: `${topic}x` });
  expect(await errorOf(tooLong)).toBe("too_long");
});

test("the list is paged, by type, and ends", async () => {
  const server = await useSlack();
  for (const name of ["a", "b", "c"]) await createChannel(server, name);
  await server.slack.conversations.create({ name: "secret", is_private: true });
  const names: (string | undefined)[] = [];
  for await (const page of server.slack.paginate("conversations.list", { limit: 2 })) {
    const { channels = [] } = page as { channels?: { name?: string }[] };
    names.push(...channels.map(({ name }) => name));
  }
  expect(names).toEqual(["general", "a", "b", "c"]);
  const { channels } = await server.slack.conversations.list({ types: "private_channel" });
  expect(channels?.map(({ name }) => name)).toEqual(["secret"]);
});

test("archived channels are left out where that is asked for", async () => {
  const server = await useSlack();
  const channel = await createChannel(server, "ops");
  await server.slack.conversations.archive({ channel });
  const { channels } = await server.slack.conversations.list({ exclude_archived: true });
  expect(channels?.map(({ name }) => name)).toEqual(["general"]);
});

test("a channel that does not exist is not found", async () => {
  const { slack } = await useSlack();
  const info = slack.conversations.info({ channel: "C0NOTHING" });
  expect(await errorOf(info)).toBe("channel_not_found");
});
