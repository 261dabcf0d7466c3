/** Proves the shape of answers against Slack's description of 2021; not their values. */
import { WebClient } from "@slack/web-api";
import { expect, test } from "vitest";
import { createSlack } from "../../local/vendors/slack/index.ts";
import { loadDescription } from "../local/support/openapi.ts";
import { type Exchange, recording } from "../local/support/recorder.ts";
import { needsShared } from "../local/support/shared-data.ts";
import { useVendor } from "../local/support/vendor-server.ts";

test("every answer has the shape that Slack publishes", async (context) => {
  needsShared(context, "openapi/slack.json");
  const exchanges: Exchange[] = [];
  const { url } = await useVendor(recording(createSlack, exchanges));
  await tour(new WebClient("local-slack", { slackApiUrl: `${url}/api/` }));
  // The description names some reads as GET only; Slack takes every method as POST too. It was
  // frozen in 2021, so further fields are allowed.
  const description = loadDescription("slack.json", { base: "/api", isOpen: true });
  const checked = exchanges.map((each) => ({
    operation: each.path,
    problems: description.check(each) ?? description.check({ ...each, method: "GET" }),
  }));
  expect(checked.filter(({ problems }) => problems && problems.length > 0)).toEqual([]);
  expect(checked.filter(({ problems }) => !problems)).toEqual([]);
  expect(new Set(checked.map(({ operation }) => operation)).size).toBe(27);
});

/** Each method of the emulator. */
async function tour(slack: WebClient): Promise<void> {
  await slack.auth.test();
  await slack.team.info();
  await slack.users.list({});
  await slack.users.info({ user: "U0LOCALADA" });
  await slack.users.lookupByEmail({ email: "ada@example.com" });
  const { channel: created } = await slack.conversations.create({ name: "ops" });
  const channel = created?.id ?? "";
  await slack.conversations.info({ channel });
  await slack.conversations.list({});
  await slack.conversations.join({ channel });
  await slack.conversations.invite({ channel, users: "U0LOCALADA" });
  await slack.conversations.members({ channel });
  await slack.conversations.setTopic({ channel, topic: "t" });
  await slack.conversations.setPurpose({ channel, purpose: "p" });
  await slack.conversations.rename({ channel, name: "ops-two" });
  await slack.conversations.kick({ channel, user: "U0LOCALADA" });
  const { ts = "" } = await slack.chat.postMessage({ channel, text: "hello" });
  await slack.chat.update({ channel, ts, text: "bye" });
  await slack.conversations.history({ channel });
  await slack.conversations.archive({ channel });
  await slack.conversations.unarchive({ channel });
  const group = await slack.usergroups.create({ name: "On call", handle: "on-call" });
  const usergroup = group.usergroup?.id ?? "";
  await slack.usergroups.update({ usergroup, description: "d" });
  await slack.usergroups.users.update({ usergroup, users: "U0LOCALADA" });
  await slack.usergroups.users.list({ usergroup });
  await slack.usergroups.list({ include_users: true });
  await slack.usergroups.disable({ usergroup });
  await slack.usergroups.enable({ usergroup });
}
