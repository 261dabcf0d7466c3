import type { PlainObject } from "../grpc/property-value.ts";
import { ApiError } from "../http/api-error.ts";
import { PartialFailure } from "../partial-failure.ts";
import type { Existing, ResourceDefinition } from "../resource.ts";
import { isSame } from "../schema/changes.ts";
import { list, text } from "../schema/property.ts";
import { type SlackClient, step } from "./client.ts";

export interface SlackUsergroup {
  id: string;
  name: string;
  handle: string;
  description: string;
  date_delete?: number;
  users?: string[];
  prefs?: { channels?: string[] };
}

/**
 * Deleting disables the group. Its name stays taken, and creating it again enables the old one
 * without applying any other field of the new one.
 * @see pablovarela/terraform-provider-slack 1.2.2 slack/resource_usergroup.go
 */
export const usergroup: ResourceDefinition<SlackClient> = {
  token: "slack:index/usergroup:Usergroup",
  autoname: "name",
  properties: {
    name: text({ kept: true }),
    handle: text(),
    description: text(),
    channels: list(text(), { unordered: true }),
    users: list(text(), { unordered: true }),
  },
  async create({ api }, planned) {
    const group = await createOrEnable(api, planned);
    const users = (planned.users ?? []) as string[];
    if (users.length > 0) {
      try {
        await setUsers(api, group.id, users);
      } catch (error) {
        const existing = { id: group.id, state: usergroupState(group) };
        throw error instanceof Error ? new PartialFailure(existing, error) : error;
      }
    }
    return readBack(api, group.id);
  },
  async read({ api }, id) {
    const group = (await listGroups(api)).find((each) => each.id === id);
    return group === undefined ? undefined : { id, state: usergroupState(group) };
  },
  async update({ api }, { id, state }, planned) {
    const fields = { usergroup: id, ...fieldsOf(planned) };
    await step(`could not update usergroup ${id}`, api.call("usergroups.update", fields));
    if (!isSame(state.users, planned.users)) {
      await setUsers(api, id, (planned.users ?? []) as string[]);
    }
    return readBack(api, id);
  },
  async delete({ api }, { id }) {
    await step(
      `could not disable usergroup ${id}`,
      api.call("usergroups.disable", { usergroup: id }),
    );
  },
  parseImportId: (id) => ({ id, state: {} }),
};

async function createOrEnable(api: SlackClient, planned: PlainObject): Promise<SlackUsergroup> {
  const name = String(planned.name);
  try {
    return (await api.call("usergroups.create", fieldsOf(planned))).usergroup as SlackUsergroup;
  } catch (error) {
    const isTaken = error instanceof ApiError && /^(name|handle)_already_exists$/.test(error.code);
    const former = isTaken
      ? (await listGroups(api, true)).find((each) => each.name === name)
      : undefined;
    if (former === undefined) {
      throw new Error(`could not create usergroup ${name}: ${(error as Error).message}`);
    }
    await step(
      `could not enable usergroup ${name}`,
      api.call("usergroups.enable", { usergroup: former.id }),
      "already_enabled",
    );
    return former;
  }
}

async function setUsers(api: SlackClient, group: string, users: readonly string[]): Promise<void> {
  await step(
    `could not update the users of usergroup ${group}`,
    api.call("usergroups.users.update", { usergroup: group, users: users.toSorted().join(",") }),
  );
}

async function readBack(api: SlackClient, id: string): Promise<Existing> {
  const group = (await listGroups(api)).find((each) => each.id === id);
  if (group === undefined) {
    const problem = `could not find usergroup ${id} right after a change.`;
    throw new ApiError(404, "no_such_subteam", problem);
  }
  return { id, state: usergroupState(group) };
}

export async function listGroups(
  api: SlackClient,
  isWithDisabled = false,
): Promise<SlackUsergroup[]> {
  const answer = await step(
    "could not list usergroups",
    api.call("usergroups.list", {
      include_users: "true",
      ...(isWithDisabled ? { include_disabled: "true" } : {}),
    }),
  );
  return (answer?.usergroups ?? []) as SlackUsergroup[];
}

function fieldsOf(planned: PlainObject): Record<string, string> {
  const channels = ((planned.channels ?? []) as string[]).toSorted().join(",");
  return {
    name: String(planned.name),
    handle: String(planned.handle ?? ""),
    description: String(planned.description ?? ""),
    ...(channels === "" ? {} : { channels }),
  };
}

export function usergroupState(group: SlackUsergroup): PlainObject {
  return {
    name: group.name,
    handle: group.handle,
    description: group.description,
    channels: group.prefs?.channels ?? [],
    users: group.users ?? [],
  };
}
