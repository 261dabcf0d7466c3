import type { UsersInfoResponse } from "@slack/web-api";
import { bot, team } from "../seed.ts";
import type { User } from "../state.ts";

type WireUser = NonNullable<UsersInfoResponse["user"]>;

export function user(value: User): WireUser {
  return {
    id: value.id,
    team_id: team.id,
    name: value.name,
    real_name: value.realName,
    deleted: false,
    color: "9f69e7",
    tz: "Etc/UTC",
    tz_label: "Coordinated Universal Time",
    tz_offset: 0,
    is_admin: false,
    is_owner: false,
    is_primary_owner: false,
    is_restricted: false,
    is_ultra_restricted: false,
    is_bot: value.isBot,
    is_app_user: false,
    updated: 0,
    profile: {
      title: "",
      phone: "",
      skype: "",
      real_name: value.realName,
      real_name_normalized: value.realName,
      display_name: value.name,
      display_name_normalized: value.name,
      status_text: "",
      status_emoji: "",
      avatar_hash: "",
      // Missing in the client's types, required by Slack's published schema.
      ...{ fields: {} },
      team: team.id,
      ...(value.email !== null && { email: value.email }),
      ...(value.isBot && { bot_id: bot.botId, api_app_id: bot.appId }),
    },
  };
}
