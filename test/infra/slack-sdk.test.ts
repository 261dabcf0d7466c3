import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import * as slack from "@pulumi/slack";
import { expect, test } from "vitest";
import { find, record } from "./recorder.ts";

// Proves what the SDK registers, and where the plugin's schema is at hand, that it lacks nothing of it.

const shared = process.env.SLIPWAY_SHARED ?? join(import.meta.dirname, "../../../shared");
const schemaFile = join(shared, "schemas/slack.json");

test.skipIf(!existsSync(schemaFile))(
  "every input of the plugin's schema goes through",
  async () => {
    const { resources } = JSON.parse(readFileSync(schemaFile, "utf8")) as {
      resources: Record<string, { inputs: Record<string, object> }>;
    };
    const classes = {
      "slack:index/conversation:Conversation": slack.Conversation,
      "slack:index/usergroup:Usergroup": slack.Usergroup,
    };
    expect(Object.keys(classes)).toEqual(Object.keys(resources));
    for (const [type, Resource] of Object.entries(classes)) {
      const keys = Object.keys(resources[type]?.inputs ?? {});
      const all = Object.fromEntries(keys.map((key) => [key, `a ${key}`]));
      const recording = await record("staging", async () => {
        new Resource("all", all as unknown as slack.ConversationArgs);
      });
      expect(find(recording, type, "all").inputs).toEqual(all);
    }
  },
);

test("a channel is registered with what was given, and nothing made up", async () => {
  const recording = await record("staging", async () => {
    new slack.Conversation("ops", { name: "ops", isPrivate: false, permanentMembers: ["U1"] });
  });
  const { inputs } = find(recording, "slack:index/conversation:Conversation", "ops");
  expect(inputs).toEqual({ name: "ops", isPrivate: false, permanentMembers: ["U1"] });
});

test("a user group takes the outputs of channels and users", async () => {
  const recording = await record(
    "staging",
    async () => {
      const ada = slack.getUserOutput({ email: "ada@example.com" });
      const channel = new slack.Conversation("ops", { isPrivate: false });
      new slack.Usergroup("on-call", { users: [ada.id], channels: [channel.id] });
    },
    { lookUps: { "slack:index/getUser:getUser": ({ email }) => ({ id: `of ${email}` }) } },
  );
  const { inputs } = find(recording, "slack:index/usergroup:Usergroup", "on-call");
  expect(inputs).toEqual({ users: ["of ada@example.com"], channels: ["ops-id"] });
});

test("functions ask for what was given", async () => {
  const { calls } = await record("staging", async () => {
    await slack.getUser({ email: "ada@example.com" });
    await slack.getConversation({ name: "ops", isPrivate: false });
    await slack.getUsergroup({ usergroupId: "S1" });
  });
  expect(calls).toEqual([
    { token: "slack:index/getUser:getUser", inputs: { email: "ada@example.com" } },
    {
      token: "slack:index/getConversation:getConversation",
      inputs: { name: "ops", isPrivate: false },
    },
    { token: "slack:index/getUsergroup:getUsergroup", inputs: { usergroupId: "S1" } },
  ]);
});

test("a channel without isPrivate is refused", () => {
  const args = {} as slack.ConversationArgs;
  expect(() => new slack.Conversation("ops", args)).toThrow(
    "Missing required property 'isPrivate'",
  );
});

test("a resource knows its own kind", async () => {
  await record("staging", async () => {
    const channel = new slack.Conversation("ops", { isPrivate: false });
    expect(slack.Conversation.isInstance(channel)).toBe(true);
    expect(slack.Usergroup.isInstance(channel)).toBe(false);
  });
});
