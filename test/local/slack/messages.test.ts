import { expect, test } from "vitest";
import { createChannel, errorOf, useSlack } from "./use-slack.ts";

test("messages are posted by id or name and read newest first", async () => {
  const server = await useSlack();
  const { slack, clock } = server;
  const channel = await createChannel(server, "deployments");
  const first = await slack.chat.postMessage({ channel, text: "started" });
  clock.advance(1000);
  const second = await slack.chat.postMessage({ channel: "#deployments", text: "done" });
  expect(second.channel).toBe(channel);
  const { messages } = await slack.conversations.history({ channel });
  expect(messages?.map(({ text, ts }) => [text, ts])).toEqual([
    ["done", second.ts],
    ["started", first.ts],
  ]);
});

test("messages of one moment have timestamps of their own", async () => {
  const server = await useSlack();
  const channel = await createChannel(server, "ops");
  const post = async () => (await server.slack.chat.postMessage({ channel, text: "x" })).ts;
  expect([await post(), await post()]).toEqual(["1795251600.000000", "1795251600.000001"]);
});

test("a message is updated in place and marked as edited", async () => {
  const server = await useSlack();
  const { slack } = server;
  const channel = await createChannel(server, "ops");
  const { ts = "" } = await slack.chat.postMessage({ channel, text: "10 %" });
  await slack.chat.update({ channel, ts, text: "50 %" });
  const { messages } = await slack.conversations.history({ channel });
  expect(messages).toMatchObject([{ ts, text: "50 %", edited: { user: "U0SLIPWAY" } }]);
});

test("blocks and attachments are kept as sent", async () => {
  const server = await useSlack();
  const { slack } = server;
  const channel = await createChannel(server, "ops");
  const blocks = [{ type: "section", text: { type: "mrkdwn", text: "*Deployed*" } }];
  const attachments = [{ color: "good", text: "all well" }];
  await slack.chat.postMessage({ channel, text: "Deployed", blocks, attachments });
  const { messages } = await slack.conversations.history({ channel });
  expect(messages).toMatchObject([{ blocks, attachments }]);
});

test("a message without content is refused", async () => {
  const server = await useSlack();
  const channel = await createChannel(server, "ops");
  expect(await errorOf(server.slack.chat.postMessage({ channel, text: "" }))).toBe("no_text");
});

test("an archived channel takes no message", async () => {
  const server = await useSlack();
  const channel = await createChannel(server, "ops");
  await server.slack.conversations.archive({ channel });
  const post = server.slack.chat.postMessage({ channel, text: "x" });
  expect(await errorOf(post)).toBe("is_archived");
});

test("history is bounded by time and paged", async () => {
  const server = await useSlack();
  const { slack, clock } = server;
  const channel = await createChannel(server, "ops");
  const stamps: string[] = [];
  for (const text of ["1", "2", "3", "4"]) {
    stamps.push((await slack.chat.postMessage({ channel, text })).ts ?? "");
    clock.advance(1000);
  }
  const page = await slack.conversations.history({ channel, limit: 3 });
  expect([page.messages?.length, page.has_more]).toEqual([3, true]);
  const cursor = page.response_metadata?.next_cursor ?? "";
  const rest = await slack.conversations.history({ channel, limit: 3, cursor });
  expect([rest.messages?.map(({ text }) => text), rest.has_more]).toEqual([["1"], false]);
  const oldest = stamps[1] ?? "";
  const after = await slack.conversations.history({ channel, oldest });
  expect(after.messages?.map(({ text }) => text)).toEqual(["4", "3"]);
});

test("a webhook answers the text ok and posts to its channel", async () => {
  const server = await useSlack();
  const channel = await createChannel(server, "deployments");
  const response = await server.hook("deployments", { text: "Deployed 1.2.0 to production." });
  expect([response.status, await response.text()]).toEqual([200, "ok"]);
  const { messages } = await server.slack.conversations.history({ channel });
  expect(messages).toMatchObject([
    { text: "Deployed 1.2.0 to production.", subtype: "bot_message", username: "incoming-webhook" },
  ]);
});

test("the journal has a webhook's call without its token", async () => {
  const { hook, journal } = await useSlack();
  await hook("general", { text: "x" });
  expect(journal.list()).toMatchObject([{ path: "/services/T0LOCAL01/B0LOCAL01/<secret>" }]);
});

test("a webhook takes its payload as a form field too", async () => {
  const server = await useSlack();
  const { hook } = server;
  const response = await hook("general", { text: "x" });
  const form = await fetch(response.url, {
    method: "POST",
    body: new URLSearchParams({ payload: JSON.stringify({ text: "y" }) }),
  });
  expect(await form.text()).toBe("ok");
});

test.each([
  ["a channel that does not exist", "deployments", { text: "x" }, 404, "channel_not_found"],
  ["a message without content", "general", {}, 400, "no_text"],
  ["a payload that is not JSON", "general", "text", 400, "invalid_payload"],
])("a webhook refuses %s", async (_, channel, payload, status, text) => {
  const { hook } = await useSlack();
  const response = await hook(channel, payload);
  expect([response.status, await response.text()]).toEqual([status, text]);
});

test("a webhook of an archived channel is gone", async () => {
  const server = await useSlack();
  const channel = await createChannel(server, "incidents");
  await server.slack.conversations.archive({ channel });
  const response = await server.hook("incidents", { text: "x" });
  expect([response.status, await response.text()]).toEqual([410, "channel_is_archived"]);
});

test.each([
  ["/services/T0LOCAL01/B0LOCAL01/wrong", 403, "invalid_token"],
  ["/services/T0LOCAL01/B0NONE/wrong", 404, "no_service"],
])("the webhook %s answers %i %s", async (path, status, text) => {
  const { url } = await useSlack();
  const response = await fetch(url + path, { method: "POST", body: '{"text":"x"}' });
  expect([response.status, await response.text()]).toEqual([status, text]);
});
