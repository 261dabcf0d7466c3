import type { Edit } from "./edit.ts";

const users = { ada: "U0LOCALADA" };

/** Where people are told. */
export const slackEdits: readonly Edit[] = [
  {
    title: "a channel's topic was changed",
    stack: "staging",
    verdict: "changed",
    object: "channels-deployments",
    field: "topic",
    run: (vendors, declared) =>
      vendors.slack("conversations.setTopic", {
        channel: declared("channels-deployments").id,
        topic: "Lunch",
      }),
  },
  {
    title: "a channel's purpose was changed",
    stack: "production",
    verdict: "changed",
    object: "channels-deployments",
    field: "purpose",
    run: (vendors, declared) =>
      vendors.slack("conversations.setPurpose", {
        channel: declared("channels-deployments").id,
        purpose: "Lunch",
      }),
  },
  {
    title: "a channel was archived",
    stack: "staging",
    verdict: "changed",
    object: "channels-incidents",
    field: "isArchived",
    run: (vendors, declared) =>
      vendors.slack("conversations.archive", { channel: declared("channels-incidents").id }),
  },
  {
    title: "somebody on call was taken out of a channel",
    stack: "production",
    verdict: "changed",
    object: "channels-incidents",
    field: "permanentMembers",
    run: (vendors, declared) =>
      vendors.slack("conversations.kick", {
        channel: declared("channels-incidents").id,
        user: users.ada,
      }),
  },
  {
    title: "a user group's members were changed",
    stack: "production",
    verdict: "changed",
    object: "channels-on-call",
    field: "users",
    run: (vendors, declared) =>
      vendors.slack("usergroups.users.update", {
        usergroup: declared("channels-on-call").id,
        users: users.ada,
      }),
  },
  {
    title: "a user group was disabled",
    stack: "staging",
    verdict: "missing",
    object: "channels-on-call",
    run: (vendors, declared) =>
      vendors.slack("usergroups.disable", { usergroup: declared("channels-on-call").id }),
  },
];
