import { expect, test } from "vitest";
import { errorOf, type SlackServer, useSlack } from "./use-slack.ts";

async function createGroup({ slack }: SlackServer): Promise<string> {
  const { usergroup } = await slack.usergroups.create({
    name: "On call",
    handle: "on-call",
    description: "Who is rung",
    channels: "C0GENERAL",
  });
  return usergroup?.id ?? "";
}

test("a user group has a handle, default channels and members", async () => {
  const server = await useSlack();
  const { slack } = server;
  const usergroup = await createGroup(server);
  await slack.usergroups.users.update({ usergroup, users: "U0LOCALADA,U0LOCALBEN" });
  const { usergroups } = await slack.usergroups.list({ include_users: true });
  expect(usergroups).toMatchObject([
    {
      id: usergroup,
      name: "On call",
      handle: "on-call",
      description: "Who is rung",
      prefs: { channels: ["C0GENERAL"] },
      users: ["U0LOCALADA", "U0LOCALBEN"],
      user_count: 2,
    },
  ]);
  const { users } = await slack.usergroups.users.list({ usergroup });
  expect(users).toEqual(["U0LOCALADA", "U0LOCALBEN"]);
});

test("a disabled group keeps its name and its members, and is listed on request", async () => {
  const server = await useSlack();
  const { slack } = server;
  const usergroup = await createGroup(server);
  await slack.usergroups.disable({ usergroup });
  expect((await slack.usergroups.list()).usergroups).toEqual([]);
  const all = await slack.usergroups.list({ include_disabled: true });
  expect(all.usergroups?.map(({ id }) => id)).toEqual([usergroup]);
  const again = slack.usergroups.create({ name: "On call", handle: "other" });
  expect(await errorOf(again)).toBe("name_already_exists");
  await slack.usergroups.enable({ usergroup });
  expect(await errorOf(slack.usergroups.enable({ usergroup }))).toBe("already_enabled");
});

test("an update changes what it names and nothing else", async () => {
  const server = await useSlack();
  const usergroup = await createGroup(server);
  await server.slack.usergroups.update({ usergroup, description: "The on-call engineers" });
  const { usergroups } = await server.slack.usergroups.list();
  expect(usergroups).toMatchObject([
    {
      name: "On call",
      description: "The on-call engineers",
      prefs: { channels: ["C0GENERAL"] },
    },
  ]);
});

test("a handle that is taken is refused", async () => {
  const server = await useSlack();
  await createGroup(server);
  const twin = server.slack.usergroups.create({ name: "Other", handle: "on-call" });
  expect(await errorOf(twin)).toBe("handle_already_exists");
});

test.each([
  ["S0NOTHING", "U0LOCALADA", "no_such_subteam"],
  ["", "U0NOBODY", "invalid_users"],
  ["", ",", "no_users_provided"],
])("members %s %s are refused: %s", async (id, users, error) => {
  const server = await useSlack();
  const usergroup = id || (await createGroup(server));
  const update = server.slack.usergroups.users.update({ usergroup, users });
  expect(await errorOf(update)).toBe(error);
});
