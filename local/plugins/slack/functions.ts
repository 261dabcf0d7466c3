import type { PlainObject } from "../grpc/property-value.ts";
import type { FunctionDefinition } from "../resource.ts";
import { flag, integer, list, text } from "../schema/property.ts";
import { type SlackClient, step } from "./client.ts";
import { conversation } from "./conversation.ts";
import { listGroups, usergroupState } from "./usergroup.ts";

interface SlackUser {
  id: string;
  name: string;
  profile?: { email?: string };
}

export const getUser: FunctionDefinition<SlackClient> = {
  token: "slack:index/getUser:getUser",
  inputs: { email: text(), name: text() },
  outputs: { id: text(), email: text(), name: text() },
  async invoke(api, { email, name }) {
    const user =
      typeof email === "string"
        ? await userByEmail(api, email)
        : await userByName(api, String(name));
    return { id: user.id, name: user.name, email: user.profile?.email ?? "" };
  },
};

async function userByEmail(api: SlackClient, email: string): Promise<SlackUser> {
  const answer = await step(
    `couldn't find user with email ${email}`,
    api.call("users.lookupByEmail", { email }),
  );
  return answer?.user as SlackUser;
}

async function userByName(api: SlackClient, name: string): Promise<SlackUser> {
  const answer = await step("couldn't list users", api.call("users.list", { limit: "1000" }));
  const found = ((answer?.members ?? []) as SlackUser[]).filter((user) => user.name === name);
  const [user] = found;
  if (user !== undefined && found.length === 1) return user;
  throw new Error(`your query returned ${found.length} users with the name ${name}, not one.`);
}

export const getConversation: FunctionDefinition<SlackClient> = {
  token: "slack:index/getConversation:getConversation",
  inputs: { channelId: text(), name: text(), isPrivate: flag() },
  outputs: {
    id: text(),
    channelId: text(),
    name: text(),
    isPrivate: flag(),
    topic: text(),
    purpose: text(),
    created: integer(),
    creator: text(),
    isArchived: flag(),
    isExtShared: flag(),
    isGeneral: flag(),
    isOrgShared: flag(),
    isShared: flag(),
  },
  async invoke(api, args) {
    const id = args.channelId ?? (await conversationId(api, args));
    const call = { api, workingDirectory: "" };
    const found = await conversation.read(call, String(id), {});
    if (found === undefined) throw new Error(`couldn't get conversation info for ${String(id)}`);
    return { ...args, ...found.state, id: found.id, channelId: found.id };
  },
};

async function conversationId(api: SlackClient, args: PlainObject): Promise<string> {
  const types = args.isPrivate === true ? "private_channel" : "public_channel";
  const answer = await step(
    "couldn't list conversations",
    api.call("conversations.list", { types, limit: "1000", exclude_archived: "true" }),
  );
  const channels = (answer?.channels ?? []) as { id: string; name: string }[];
  const found = channels.find(({ name }) => name === args.name);
  if (found !== undefined) return found.id;
  throw new Error(`your query returned no conversation with the name ${String(args.name)}.`);
}

export const getUsergroup: FunctionDefinition<SlackClient> = {
  token: "slack:index/getUsergroup:getUsergroup",
  inputs: { name: text(), usergroupId: text() },
  outputs: {
    id: text(),
    usergroupId: text(),
    name: text(),
    handle: text(),
    description: text(),
    channels: list(text()),
    users: list(text()),
  },
  async invoke(api, { name, usergroupId }) {
    const group = (await listGroups(api)).find(
      (each) => each.id === usergroupId || (usergroupId === undefined && each.name === name),
    );
    if (group === undefined) {
      throw new Error(`could not find usergroup ${String(usergroupId ?? name)}.`);
    }
    return { ...usergroupState(group), id: group.id, usergroupId: group.id };
  },
};
