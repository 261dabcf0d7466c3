import type { Team, User } from "../state.ts";
import { identity, type Links, type Reference, reference } from "./references.ts";

export function userReference(links: Links, user: User): Reference {
  return reference(links, "users", user, "user");
}

export function teamReference(links: Links, team: Team): Reference {
  return reference(links, "teams", team, "team");
}

export function user(links: Links, value: User, teams: readonly Team[]) {
  return {
    ...identity(links, "users", value, "user"),
    name: value.name,
    email: value.email,
    role: value.role,
    time_zone: value.timeZone,
    color: value.color,
    job_title: value.jobTitle,
    description: value.description,
    avatar_url: `${links.web}/avatars/${value.id}`,
    invitation_sent: false,
    teams: teams.map((each) => teamReference(links, each)),
    contact_methods: contactMethods(value).map(({ id, type, summary, self }) => ({
      id,
      type: `${type}_reference`,
      summary,
      self,
      html_url: null,
    })),
    notification_rules: [],
    license: { id: "PLICNS1", type: "license_reference", summary: "Local", self: null },
  };
}

export function contactMethods({ id, email, phone }: User) {
  const methods = [
    { kind: "EM", type: "email_contact_method", address: email, label: "Work" },
    ...(phone === null
      ? []
      : [{ kind: "PH", type: "phone_contact_method", address: phone, label: "Mobile" }]),
  ];
  return methods.map(({ kind, type, address, label }) => ({
    id: `P${kind}${id.slice(-4)}`,
    type,
    summary: label,
    self: null,
    html_url: null,
    label,
    address,
  }));
}

export function team(links: Links, value: Team, parent: Team | undefined) {
  return {
    ...identity(links, "teams", value, "team"),
    name: value.name,
    description: value.description,
    default_role: value.defaultRole,
    parent: parent ? teamReference(links, parent) : null,
  };
}
