import type { Declared } from "./declared.ts";
import type { Finding } from "./finding.ts";
import type { RefreshedResource } from "./refreshed-resource.ts";
import { unmanaged } from "./unmanaged.ts";
import type { VendorApi } from "./vendor-apis.ts";

/** Who is not in our channels though declared, and user groups with our names that are in no state. */
export async function slackFindings(
  api: VendorApi,
  declared: Declared,
): Promise<readonly Finding[]> {
  const channels = declared
    .ofKind("Conversation")
    // An archived channel has no members to speak of; that it is archived is found by itself.
    .filter(({ found }) => found !== undefined && found.isArchived !== true);
  const members = channels.map(async (channel) => {
    const query = { channel: channel.id, limit: 999 };
    const answer = await api("POST", "conversations.members", query);
    const found = (answer as { members: readonly string[] }).members;
    return memberFindings(declared.stack, channel, found);
  });
  const strangers = usergroupStrangers(api, declared);
  return (await Promise.all([...members, strangers])).flat();
}

/** People come and go by themselves; only those who are declared must be there. */
export function memberFindings(
  stack: string,
  channel: Pick<RefreshedResource, "urn" | "name" | "id" | "inputs">,
  found: readonly string[],
): Finding[] {
  const { urn, name: object, id, inputs } = channel;
  const declared = (inputs.permanentMembers ?? []) as readonly string[];
  const absent = declared.filter((user) => !found.includes(user));
  if (absent.length === 0) return [];
  const body = { channel: id, users: absent.join() };
  return [
    {
      stack,
      verdict: "changed",
      object,
      kind: "Conversation",
      urn,
      changes: [{ path: "permanentMembers", declared, found }],
      // The provider reads no members again.
      remedies: [
        {
          kind: "call",
          call: { vendor: "slack", method: "POST", path: "conversations.invite", body },
        },
      ],
    },
  ];
}

async function usergroupStrangers(api: VendorApi, declared: Declared): Promise<Finding[]> {
  const answer = await api("POST", "usergroups.list");
  const { usergroups } = answer as { usergroups: readonly { id: string; name: string }[] };
  const known = declared.knownValuesOf("Usergroup", "id");
  return usergroups
    .filter(({ id, name }) => declared.claimsTitle(name) && !known.has(id))
    .map(({ id, name }) =>
      unmanaged(declared.stack, {
        kind: "user group",
        object: name,
        deletion: `usergroups.disable ${id}`,
      }),
    );
}
