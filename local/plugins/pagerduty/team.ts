import type { Plain } from "../grpc/property-value.ts";
import { orMissing } from "../http/api-error.ts";
import type { Call, Existing } from "../resource.ts";
import { output, text } from "../schema/property.ts";
import { oneOf } from "../schema/rules.ts";
import type { PagerdutyClient } from "./client.ts";
import {
  description,
  idOf,
  type PagerdutyResource,
  pagerdutyResource,
  pagerdutyToken,
  reference,
} from "./resource.ts";

export const team = pagerdutyResource("team", {
  collection: "/teams",
  wrap: "team",
  autoname: "name",
  properties: {
    name: text({ kept: true }),
    description,
    defaultRole: text({ kept: true }),
    parent: text(),
    htmlUrl: output(text()),
  },
  body: ({ parent, ...body }, _, current) => ({
    ...(current === undefined ? {} : { id: current.id }),
    ...body,
    ...(typeof parent === "string" ? { parent: reference(parent, "team_reference") } : {}),
  }),
  answer: ({ parent, ...answer }) => ({ ...answer, parent: idOf(parent) }),
});

const MEMBERS = "/teams/{teamId}/members";

interface Member {
  user: { id: string };
  role: string;
}

async function write(
  { api }: Call<PagerdutyClient>,
  planned: Record<string, Plain>,
): Promise<Existing> {
  const { teamId, userId, role } = planned;
  await api.request("PUT", `/teams/${String(teamId)}/users/${String(userId)}`, { body: { role } });
  return { id: `${String(userId)}:${String(teamId)}`, state: planned };
}

/** @see PagerDuty/terraform-provider-pagerduty pagerdutyplugin/resource_pagerduty_team_membership.go */
export const teamMembership: PagerdutyResource = {
  token: pagerdutyToken("teamMembership"),
  properties: {
    teamId: text({ required: true, replaces: true }),
    userId: text({ required: true, replaces: true }),
    role: text({ default: "manager", check: oneOf("observer", "responder", "manager") }),
  },
  create: write,
  update: (call, _, planned) => write(call, planned),
  async read({ api }, id) {
    const [userId = "", teamId = ""] = id.split(":");
    const path = MEMBERS.replace("{teamId}", teamId);
    const members = api.findInPages<Member>(path, "members", ({ user }) => user.id === userId);
    const found = (await orMissing(members))?.found;
    if (found === undefined) return undefined;
    return { id, state: { teamId, userId, role: found.role } };
  },
  async delete({ api }, { state: { teamId, userId } }) {
    await api.request("DELETE", `/teams/${String(teamId)}/users/${String(userId)}`);
  },
  parseImportId: (id) => ({ id, state: {} }),
};
