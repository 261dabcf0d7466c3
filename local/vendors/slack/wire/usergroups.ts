import type { UsergroupsListResponse } from "@slack/web-api";
import { team } from "../seed.ts";
import type { Usergroup } from "../state.ts";

type WireUsergroup = NonNullable<UsergroupsListResponse["usergroups"]>[number];

/** Fields that Slack's published schema requires, null, and the client's types do not allow so. */
const NULLS: object = { auto_type: null, deleted_by: null };

export function usergroup(value: Usergroup, withUsers: boolean): WireUsergroup {
  return {
    id: value.id,
    team_id: team.id,
    is_usergroup: true,
    is_subteam: true,
    name: value.name,
    handle: value.handle,
    description: value.description,
    is_external: false,
    auto_provision: false,
    enterprise_subteam_id: "",
    date_create: value.dateCreate,
    date_update: value.dateUpdate,
    date_delete: value.dateDelete,
    ...NULLS,
    created_by: value.createdBy,
    updated_by: value.updatedBy,
    prefs: { channels: value.channels, groups: [] },
    user_count: value.users.length,
    channel_count: value.channels.length,
    ...(withUsers && { users: value.users }),
  };
}
