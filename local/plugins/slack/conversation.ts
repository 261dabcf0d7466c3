import type { PlainObject } from "../grpc/property-value.ts";
import { ApiError } from "../http/api-error.ts";
import { PartialFailure } from "../partial-failure.ts";
import type { Existing, ResourceDefinition } from "../resource.ts";
import { isSame } from "../schema/changes.ts";
import { flag, integer, list, output, text } from "../schema/property.ts";
import { oneOf } from "../schema/rules.ts";
import { type SlackClient, step } from "./client.ts";

interface Channel {
  id: string;
  name: string;
  created: number;
  creator: string;
  is_archived: boolean;
  is_ext_shared?: boolean;
  is_general?: boolean;
  is_org_shared?: boolean;
  is_private: boolean;
  is_shared?: boolean;
  topic?: { value: string };
  purpose?: { value: string };
}

/**
 * The order of calls is the provider's (observed). Nothing replaces a channel: a changed
 * `isPrivate` is ignored, and a destroyed channel is archived and keeps its name taken.
 * @see pablovarela/terraform-provider-slack 1.2.2 slack/resource_conversation.go
 */
export const conversation: ResourceDefinition<SlackClient> = {
  token: "slack:index/conversation:Conversation",
  autoname: "name",
  properties: {
    name: text({ kept: true }),
    isPrivate: flag({ required: true, same: () => true }),
    topic: text(),
    purpose: text(),
    permanentMembers: list(text(), { unread: true, unordered: true }),
    isArchived: flag(),
    actionOnDestroy: text({ default: "archive", unread: true, check: oneOf("archive", "none") }),
    actionOnUpdatePermanentMembers: text({
      default: "kick",
      unread: true,
      check: oneOf("kick", "none"),
    }),
    adoptExistingChannel: flag({ default: false, unread: true }),
    created: output(integer()),
    creator: output(text()),
    isExtShared: output(flag()),
    isGeneral: output(flag()),
    isOrgShared: output(flag()),
    isShared: output(flag()),
  },
  async create({ api }, planned) {
    const channel = await createOrAdopt(api, planned);
    try {
      await updateMembers(api, channel.id, planned);
      await setTexts(api, channel.id, planned, {});
      if (planned.isArchived === true) await archive(api, channel.id);
      return await readBack(api, channel.id, planned);
    } catch (error) {
      throw partial({ id: channel.id, state: { ...planned, ...stateOf(channel) } }, error);
    }
  },
  async read({ api }, id, prior) {
    const channel = await infoOf(api, id);
    if (channel === undefined) return undefined;
    await membersOf(api, id);
    return { id, state: { ...prior, ...stateOf(channel) } };
  },
  async update({ api }, { id, state }, planned) {
    if (state.name !== planned.name) {
      const name = String(planned.name);
      await step(
        `could not rename conversation ${id}`,
        api.call("conversations.rename", { channel: id, name }),
      );
    }
    await setTexts(api, id, planned, state);
    await setArchived(api, id, planned, state);
    if (!isSame(state.permanentMembers, planned.permanentMembers)) {
      await updateMembers(api, id, planned);
    }
    return readBack(api, id, planned);
  },
  async delete({ api }, { id, state }) {
    if (state.actionOnDestroy === "none") return;
    await archive(api, id);
  },
  parseImportId: (id) => ({ id, state: {} }),
};

async function createOrAdopt(api: SlackClient, planned: PlainObject): Promise<Channel> {
  const name = String(planned.name);
  const is_private = String(planned.isPrivate === true);
  const creation = api.call("conversations.create", { name, is_private });
  try {
    return (await creation).channel as Channel;
  } catch (error) {
    const isTaken = error instanceof ApiError && error.code === "name_taken";
    const existing =
      isTaken && planned.adoptExistingChannel === true ? await findByName(api, name) : undefined;
    if (existing !== undefined) return existing;
    throw new Error(`could not create conversation ${name}: ${(error as Error).message}`);
  }
}

/** Archived channels are not found, so their names stay out of reach. */
async function findByName(api: SlackClient, name: string): Promise<Channel | undefined> {
  let cursor = "";
  do {
    const answer = await api.call("conversations.list", {
      exclude_archived: "true",
      limit: "200",
      types: "public_channel,private_channel",
      ...(cursor === "" ? {} : { cursor }),
    });
    const found = (answer.channels as Channel[]).find((channel) => channel.name === name);
    if (found !== undefined) return found;
    cursor = (answer.response_metadata as { next_cursor?: string } | undefined)?.next_cursor ?? "";
  } while (cursor !== "");
  return undefined;
}

async function updateMembers(api: SlackClient, id: string, planned: PlainObject): Promise<void> {
  const channel = await infoOf(api, id);
  const self = (await api.call("auth.test")).user_id as string;
  const fixed = [self, channel?.creator];
  const given = (planned.permanentMembers ?? []) as string[];
  const wanted = given.filter((user) => !fixed.includes(user));
  const present = await membersOf(api, id);
  if (planned.actionOnUpdatePermanentMembers === "kick") {
    for (const user of present.filter((each) => !wanted.includes(each) && !fixed.includes(each))) {
      await step(
        `could not update channel members: kick ${user}`,
        api.call("conversations.kick", { channel: id, user }),
      );
    }
  }
  if (wanted.length === 0) return;
  await step(
    "could not update channel members: join",
    api.call("conversations.join", { channel: id }),
    "method_not_supported_for_channel_type",
  );
  await step(
    "could not update channel members: invite",
    api.call("conversations.invite", { channel: id, users: wanted.toSorted().join(",") }),
    "already_in_channel",
  );
}

async function setTexts(
  api: SlackClient,
  channel: string,
  planned: PlainObject,
  state: PlainObject,
): Promise<void> {
  for (const [field, method] of [
    ["topic", "conversations.setTopic"],
    ["purpose", "conversations.setPurpose"],
  ] as const) {
    const [value, before] = [planned[field] ?? "", state[field] ?? ""];
    if (value === before) continue;
    await step(
      `couldn't set conversation ${field} ${channel}`,
      api.call(method, { channel, [field]: String(value) }),
    );
  }
}

async function setArchived(
  api: SlackClient,
  id: string,
  planned: PlainObject,
  state: PlainObject,
): Promise<void> {
  const [wanted, is] = [planned.isArchived === true, state.isArchived === true];
  if (wanted === is) return;
  if (wanted) await archive(api, id);
  else {
    await step(
      `couldn't unarchive conversation ${id}`,
      api.call("conversations.unarchive", { channel: id }),
      "not_archived",
    );
  }
}

async function archive(api: SlackClient, id: string): Promise<void> {
  await step(
    `couldn't archive conversation ${id}`,
    api.call("conversations.archive", { channel: id }),
    "already_archived",
  );
}

async function readBack(api: SlackClient, id: string, planned: PlainObject): Promise<Existing> {
  const channel = await infoOf(api, id);
  if (channel === undefined)
    throw new Error(`conversation ${id} is gone right after it was changed.`);
  await membersOf(api, id);
  return { id, state: { ...planned, ...stateOf(channel) } };
}

async function infoOf(api: SlackClient, channel: string): Promise<Channel | undefined> {
  const answer = await step(
    `couldn't get conversation info for ${channel}`,
    api.call("conversations.info", {
      channel,
      include_locale: "false",
      include_num_members: "false",
    }),
    "channel_not_found",
  );
  return answer?.channel as Channel | undefined;
}

async function membersOf(api: SlackClient, channel: string): Promise<string[]> {
  const answer = await step(
    `couldn't get conversation members for ${channel}`,
    api.call("conversations.members", { channel }),
    "fetch_members_failed",
  );
  return (answer?.members ?? []) as string[];
}

/** @returns the state without what the provider never reads: members and its own switches. */
function stateOf(channel: Channel): PlainObject {
  return {
    name: channel.name,
    isPrivate: channel.is_private,
    isArchived: channel.is_archived,
    topic: channel.topic?.value ?? "",
    purpose: channel.purpose?.value ?? "",
    created: channel.created,
    creator: channel.creator,
    isExtShared: channel.is_ext_shared ?? false,
    isGeneral: channel.is_general ?? false,
    isOrgShared: channel.is_org_shared ?? false,
    isShared: channel.is_shared ?? false,
  };
}

function partial(existing: Existing, error: unknown): unknown {
  return error instanceof Error ? new PartialFailure(existing, error) : error;
}
