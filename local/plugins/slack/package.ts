import type { ProviderPackage } from "../resource.ts";
import { text } from "../schema/property.ts";
import { SlackClient } from "./client.ts";
import { conversation } from "./conversation.ts";
import { getConversation, getUser, getUsergroup } from "./functions.ts";
import { usergroup } from "./usergroup.ts";

/** Follows @pulumi/slack 0.5.1 (Terraform provider pablovarela/slack 1.2.2). */
export const slack: ProviderPackage<SlackClient> = {
  name: "slack",
  version: "0.5.1",
  dialect: { zeroIsAbsent: true },
  config: { token: text({ secret: true }) },
  overrides: { token: "token" },
  baseUrl: (apiOrigin) => `${apiOrigin}/slack/api`,
  connect: (connection, signal) => new SlackClient(connection, signal),
  resources: [conversation, usergroup],
  functions: [getConversation, getUser, getUsergroup],
};
