import { flag, list, output, text } from "../schema/property.ts";
import { description, idOf, idsOf, pagerdutyResource, reference } from "./resource.ts";

/** Making one takes a licence seat: programs look users up rather than declare them. */
export const user = pagerdutyResource("user", {
  collection: "/users",
  wrap: "user",
  autoname: "name",
  properties: {
    name: text({ kept: true }),
    email: text({ required: true }),
    role: text({ default: "user" }),
    jobTitle: text(),
    timeZone: text({ kept: true }),
    color: text({ kept: true }),
    description,
    license: text({ kept: true }),
    teams: list(text(), { kept: true, unsent: true, unordered: true }),
    avatarUrl: output(text()),
    htmlUrl: output(text()),
    invitationSent: output(flag()),
  },
  body: ({ license, ...body }) => ({
    ...body,
    ...(typeof license === "string" ? { license: reference(license, "license_reference") } : {}),
  }),
  answer: ({ teams, license, ...answer }) => ({
    ...answer,
    teams: idsOf(teams),
    license: idOf(license),
  }),
});
