/** Proves Slack's quirks: archived names, adopted channels, channels that are only half made. */
import { expect, test } from "vitest";
import { usePlugins } from "./support/engine.ts";
import { type Answers, useFakeApi } from "./support/fake-api.ts";

const CONVERSATION = "slack:index/conversation:Conversation";
const USERGROUP = "slack:index/usergroup:Usergroup";
const channel = {
  id: "C1",
  name: "ops",
  created: 1,
  creator: "UBOT",
  is_private: false,
  is_archived: false,
};

async function useSlack(answers: Record<string, object> = {}) {
  const methods: Record<string, object> = {
    "conversations.create": { ok: true, channel },
    "conversations.info": { ok: true, channel },
    "conversations.members": { ok: true, members: ["UBOT"] },
    "conversations.join": { ok: true },
    "conversations.archive": { ok: true },
    "auth.test": { ok: true, user_id: "UBOT" },
    ...answers,
  };
  const entries = Object.entries(methods).map(([name, body]) => [
    `POST /slack/api/${name}`,
    { body },
  ]);
  const api = await useFakeApi(Object.fromEntries(entries) as Answers);
  const rig = await usePlugins(api.origin);
  const called = () => api.received.map(({ path }) => path.replace("/slack/api/", ""));
  return { api, called, engine: await rig.connect("slack") };
}

test("a name that an archived channel has stays taken", async () => {
  const { called, engine } = await useSlack({
    "conversations.create": { ok: false, error: "name_taken" },
    "conversations.list": { ok: true, channels: [] },
  });
  const inputs = { name: "ops", isPrivate: false, adoptExistingChannel: true };
  await expect(engine.create(CONVERSATION, inputs)).rejects.toThrow(
    "could not create conversation ops: name_taken",
  );
  expect(called()).toEqual(["conversations.create", "conversations.list"]);
});

test("an existing channel is adopted where the program says so", async () => {
  const { api, engine } = await useSlack({
    "conversations.create": { ok: false, error: "name_taken" },
    "conversations.list": { ok: true, channels: [{ ...channel, id: "C9" }] },
  });
  const inputs = { name: "ops", isPrivate: false, adoptExistingChannel: true };
  expect((await engine.create(CONVERSATION, inputs)).id).toBe("C9");
  const listing = api.received.find(({ path }) => path.endsWith("conversations.list"));
  expect(listing?.body).toMatchObject({ exclude_archived: "true" });
});

test("a channel that cannot be finished goes into the state, and the update fails", async () => {
  const { engine } = await useSlack({
    "conversations.invite": { ok: false, error: "user_not_found" },
  });
  const inputs = { name: "ops", isPrivate: false, permanentMembers: ["UADA"] };
  const failure = await engine.create(CONVERSATION, inputs).catch((error: unknown) => error);
  expect(failure).toMatchObject({
    message: "could not update channel members: invite: user_not_found",
  });
  const { metadata } = failure as { metadata: { get(key: string): Buffer[] } };
  const [details] = metadata.get("grpc-status-details-bin");
  expect(details?.toString()).toContain("pulumirpc.ErrorResourceInitFailed");
  expect(details?.toString()).toContain("C1");
});

test("a member who was added elsewhere makes no difference; a topic does", async () => {
  const { engine } = await useSlack({
    "conversations.members": { ok: true, members: ["UBOT", "UADA", "UEVE"] },
    "conversations.info": { ok: true, channel: { ...channel, topic: { value: "by hand" } } },
  });
  const inputs = {
    name: "ops",
    isPrivate: false,
    topic: "t",
    permanentMembers: ["UADA"],
    actionOnDestroy: "archive",
    actionOnUpdatePermanentMembers: "kick",
  };
  const read = await engine.read(CONVERSATION, "C1", inputs, inputs);
  expect((await engine.diff(CONVERSATION, read.outputs, inputs)).changes).toEqual({
    topic: "update",
  });
});

test("a changed privacy is ignored", async () => {
  const { engine } = await useSlack();
  const state = { name: "ops", isPrivate: false, actionOnDestroy: "archive" };
  const difference = await engine.diff(CONVERSATION, state, { name: "ops", isPrivate: true });
  expect(difference.changes).not.toHaveProperty("isPrivate");
});

test.each([
  { actionOnDestroy: "archive", sends: ["conversations.archive"] },
  { actionOnDestroy: "none", sends: [] },
])("destroying with $actionOnDestroy sends $sends", async ({ actionOnDestroy, sends }) => {
  const { called, engine } = await useSlack();
  await engine.delete(CONVERSATION, "C1", { name: "ops", actionOnDestroy });
  expect(called()).toEqual(sends);
});

test("members that a program takes out are kicked, its own bot and the creator never", async () => {
  const { api, engine } = await useSlack({
    "conversations.members": { ok: true, members: ["UBOT", "UADA", "UBEN"] },
    "conversations.invite": { ok: false, error: "already_in_channel" },
    "conversations.kick": { ok: true },
  });
  const state = { name: "ops", isPrivate: false, permanentMembers: ["UADA", "UBEN"] };
  await engine.update(CONVERSATION, "C1", state, { ...state, permanentMembers: ["UADA"] });
  const kicks = api.received.filter(({ path }) => path.endsWith("conversations.kick"));
  expect(kicks.map(({ body }) => body)).toEqual([
    { token: "local-test", channel: "C1", user: "UBEN" },
  ]);
});

test("a taken group is enabled again without the new fields", async () => {
  const group = { id: "S1", name: "Ops", handle: "old", description: "old" };
  const { called, engine } = await useSlack({
    "usergroups.create": { ok: false, error: "name_already_exists" },
    "usergroups.list": { ok: true, usergroups: [group] },
    "usergroups.enable": { ok: true },
  });
  const made = await engine.create(USERGROUP, { name: "Ops", handle: "new" });
  expect(made).toMatchObject({ id: "S1", outputs: { handle: "old" } });
  expect(called()).not.toContain("usergroups.update");
});
