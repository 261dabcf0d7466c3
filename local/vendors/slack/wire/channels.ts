import type { ConversationsInfoResponse } from "@slack/web-api";
import { bot, team } from "../seed.ts";
import type { Caption, Channel } from "../state.ts";

type WireChannel = NonNullable<ConversationsInfoResponse["channel"]>;

export function channel(value: Channel, withCount = false): WireChannel {
  return {
    id: value.id,
    name: value.name,
    name_normalized: value.name,
    is_channel: true,
    is_group: false,
    is_im: false,
    is_mpim: false,
    is_private: value.isPrivate,
    is_archived: value.isArchived,
    is_general: value.isGeneral,
    is_member: value.members.includes(bot.id),
    is_shared: false,
    is_ext_shared: false,
    is_org_shared: false,
    is_pending_ext_shared: false,
    created: value.created,
    creator: value.creator,
    context_team_id: team.id,
    shared_team_ids: [team.id],
    pending_shared: [],
    pending_connected_team_ids: [],
    unlinked: 0,
    topic: caption(value.topic),
    purpose: caption(value.purpose),
    previous_names: value.previousNames,
    ...(withCount && { num_members: value.members.length }),
  };
}

function caption({ value, creator, lastSet }: Caption) {
  return { value, creator, last_set: lastSet };
}
