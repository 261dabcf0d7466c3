import { expect, test } from "vitest";
import { LocalCloudError } from "../../../local/errors.ts";
import { click } from "../support/click.ts";
import { clientFor, createChannel, errorOf, useSlack } from "./use-slack.ts";

test("auth.test names the bot, its user and the workspace", async () => {
  const { slack } = await useSlack();
  expect(await slack.auth.test()).toMatchObject({
    ok: true,
    team_id: "T0LOCAL01",
    user_id: "U0SLIPWAY",
    bot_id: "B0SLIPWAY",
  });
});

test("people are found by id and e-mail address", async () => {
  const { slack } = await useSlack();
  const { user } = await slack.users.lookupByEmail({ email: "Ada@example.com" });
  expect(user).toMatchObject({ id: "U0LOCALADA", name: "ada", real_name: "Ada Okafor" });
  expect((await slack.users.info({ user: "U0LOCALADA" })).user).toEqual(user);
  const nobody = slack.users.lookupByEmail({ email: "nobody@example.com" });
  expect(await errorOf(nobody)).toBe("users_not_found");
  const { members } = await slack.users.list({});
  expect(members?.map(({ name }) => name)).toContain("slipway");
});

test.each([
  ["a form with the token inside", "application/x-www-form-urlencoded", "token=local-x&name=ops"],
  ["JSON with a bearer token", "application/json", '{"name":"ops"}'],
])("arguments arrive as %s", async (_, type, body) => {
  const { url } = await useSlack();
  const headers = { "content-type": type, authorization: "Bearer local-x" };
  if (body.includes("token=")) headers.authorization = "";
  const response = await fetch(`${url}/api/conversations.create`, {
    method: "POST",
    headers,
    body,
  });
  expect(await response.json()).toMatchObject({ ok: true, channel: { name: "ops" } });
});

test("reads work as GET with a query", async () => {
  const { url } = await useSlack();
  const query = "token=local-x&channel=C0GENERAL";
  const response = await fetch(`${url}/api/conversations.info?${query}`);
  expect(await response.json()).toMatchObject({ ok: true, channel: { name: "general" } });
});

test("a token that may be a real one is refused with status 200, as Slack does", async () => {
  const server = await useSlack();
  expect(await errorOf(clientFor(server, "xoxb-0123").auth.test())).toBe("invalid_auth");
  const bare = await fetch(`${server.url}/api/auth.test`, { method: "POST" });
  expect(bare.status).toBe(200);
  expect(await bare.json()).toMatchObject({ ok: false, error: "invalid_auth" });
});

test("a missing argument is named", async () => {
  const { slack } = await useSlack();
  const call = slack.apiCall("conversations.info", {});
  await expect(call).rejects.toMatchObject({
    data: {
      error: "invalid_arguments",
      response_metadata: {
        messages: ["[ERROR] invalid_arguments: missing required field: channel"],
      },
    },
  });
});

test("too many messages are 429 with Retry-After where a fault rule says so", async () => {
  const server = await useSlack();
  const { slack, faults, url } = server;
  const channel = await createChannel(server, "ops");
  const effect = { kind: "status", status: 429, retryAfterSeconds: 3 };
  faults.add({ vendor: "slack", path: "/api/chat.postMessage", times: 1, effect });
  const response = await fetch(`${url}/api/chat.postMessage`, {
    method: "POST",
    body: new URLSearchParams({ token: "local-x", channel, text: "x" }),
  });
  expect([response.status, response.headers.get("retry-after")]).toEqual([429, "3"]);
  expect(await response.json()).toMatchObject({ ok: false, error: "ratelimited" });
  expect((await slack.chat.postMessage({ channel, text: "x" })).ok).toBe(true);
});

test("clicked topics, archives and group members are what the API answers", async () => {
  const server = await useSlack();
  const { slack, vendor } = server;
  const channel = await createChannel(server, "ops");
  const { usergroup } = await slack.usergroups.create({ name: "On call", handle: "on-call" });
  const group = { usergroup: usergroup?.id ?? "" };
  await slack.usergroups.users.update({ ...group, users: "U0LOCALADA,U0LOCALBEN" });
  await click(vendor, "edit-topic", "ops", "by hand");
  await click(vendor, "archive-channel", "ops");
  await click(vendor, "remove-usergroup-member", "on-call", "ben");
  const { channel: info } = await slack.conversations.info({ channel });
  expect(info).toMatchObject({ is_archived: true, topic: { value: "by hand" } });
  expect((await slack.usergroups.users.list(group)).users).toEqual(["U0LOCALADA"]);
});

test.each([
  ["archive-channel", ["general"], "cant_archive_general"],
  ["edit-topic", ["absent", "x"], "channel_not_found"],
  ["remove-usergroup-member", ["absent", "ada"], "no_such_subteam"],
  ["archive-channel", [], "takes 1 argument, got 0"],
])("the click %s %j is refused", async (name, args, reason) => {
  const { vendor } = await useSlack();
  const run = click(vendor, name, ...args);
  await expect(run).rejects.toBeInstanceOf(LocalCloudError);
  await expect(run).rejects.toThrow(reason);
});

test("the snapshot shows channels with their messages", async () => {
  const server = await useSlack();
  const channel = await createChannel(server, "ops");
  await server.slack.chat.postMessage({ channel, text: "hello" });
  expect(server.vendor.snapshot()).toMatchObject({
    team: "Slipway Local",
    channels: [
      { name: "general", messages: [] },
      {
        name: "ops",
        members: ["Slipway"],
        messages: [{ author: "Slipway", text: "hello", time: "2026-11-21T09:00:00.000Z" }],
      },
    ],
  });
});
