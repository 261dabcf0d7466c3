import type { Edit } from "./edit.ts";

const ada = "U0LOCALADA";

interface Row extends Pick<Edit, "title" | "stack" | "verdict" | "field"> {
  /** The channel or user group, by the last part of its name in the program. */
  of: "deployments" | "incidents" | "on-call";
  method: string;
  /** What the method takes beside the channel or the group. */
  also?: Readonly<Record<string, string>>;
}

const rows: readonly Row[] = [
  {
    title: "a channel's topic was changed",
    stack: "staging",
    verdict: "changed",
    of: "deployments",
    field: "topic",
    method: "conversations.setTopic",
    also: { topic: "Lunch" },
  },
  {
    title: "a channel's purpose was changed",
    stack: "production",
    verdict: "changed",
    of: "deployments",
    field: "purpose",
    method: "conversations.setPurpose",
    also: { purpose: "Lunch" },
  },
  {
    title: "a channel was archived",
    stack: "staging",
    verdict: "changed",
    of: "incidents",
    field: "isArchived",
    method: "conversations.archive",
  },
  {
    title: "somebody on call was taken out of a channel",
    stack: "production",
    verdict: "changed",
    of: "incidents",
    field: "permanentMembers",
    method: "conversations.kick",
    also: { user: ada },
  },
  {
    title: "a user group's members were changed",
    stack: "production",
    verdict: "changed",
    of: "on-call",
    field: "users",
    method: "usergroups.users.update",
    also: { users: ada },
  },
  {
    title: "a user group was disabled",
    stack: "staging",
    verdict: "missing",
    of: "on-call",
    method: "usergroups.disable",
  },
];

/** Where people are told. */
export const slackEdits: readonly Edit[] = rows.map(({ of, method, also, ...edit }) => {
  const object = `channels-${of}`;
  const parameter = of === "on-call" ? "usergroup" : "channel";
  return {
    ...edit,
    object,
    run: (vendors, declared) =>
      vendors.slack(method, { [parameter]: declared(object).id, ...also }),
  };
});
