import { defineClick } from "../click.ts";
import type { Click } from "../vendor.ts";
import { SlackError } from "./errors.ts";
import { archiveChannel, channelNamed, setCaption, unarchiveChannel } from "./model/channels.ts";
import { setUsers } from "./model/usergroups.ts";
import type { Channel, SlackState, User } from "./state.ts";

/** Edits by hand in Slack. Channels, groups and people go by name, without `#` and `@`. */
export function slackClicks(state: SlackState): Click[] {
  return [...channelClicks(state), usergroupClick(state)];
}

function channelClicks(state: SlackState): Click[] {
  return [
    defineClick(
      SlackError,
      {
        name: "edit-topic",
        description: "Change the topic of a channel.",
        parameters: ["channel", "topic"],
      },
      ([name = "", topic = ""]) => {
        const channel = existing(state, name);
        const [author = ""] = channel.members;
        setCaption(state, channel, "topic", topic, author);
        return `Topic of #${name}: "${channel.topic.value}" → "${topic}".`;
      },
    ),
    defineClick(
      SlackError,
      { name: "archive-channel", description: "Archive a channel.", parameters: ["channel"] },
      ([name = ""]) => {
        archiveChannel(state, existing(state, name));
        return `Archived #${name}.`;
      },
    ),
    defineClick(
      SlackError,
      {
        name: "unarchive-channel",
        description: "Bring an archived channel back.",
        parameters: ["channel"],
      },
      ([name = ""]) => {
        unarchiveChannel(state, existing(state, name));
        return `Unarchived #${name}.`;
      },
    ),
  ];
}

function usergroupClick(state: SlackState): Click {
  return defineClick(
    SlackError,
    {
      name: "remove-usergroup-member",
      description: "Take somebody out of a user group.",
      parameters: ["usergroup", "user"],
    },
    ([handle = "", name = ""]) => {
      const group = state.usergroups.find((each) => each.handle === handle || each.name === handle);
      if (!group) throw new SlackError("no_such_subteam");
      const { id } = personNamed(state, name);
      if (!group.users.includes(id)) throw new SlackError("user_not_found");
      setUsers(
        state,
        group,
        group.users.filter((each) => each !== id),
      );
      return `Removed ${name} from @${group.handle}.`;
    },
  );
}

function existing(state: SlackState, name: string): Channel {
  const channel = channelNamed(state, name.replace(/^#/, ""));
  if (!channel) throw new SlackError("channel_not_found");
  return channel;
}

function personNamed(state: SlackState, name: string): User {
  const user = state.users.find((each) => each.name === name.replace(/^@/, ""));
  if (!user) throw new SlackError("user_not_found");
  return user;
}
