import { operations } from "../coverage.ts";
import type { CoverageRow } from "../vendor.ts";

export const coverage: readonly CoverageRow[] = [
  ...method("auth.test", "Every token is the app's bot token; no scopes are checked."),
  ...method("team.info"),
  ...method("users.list"),
  ...method("users.info"),
  ...method("users.lookupByEmail"),
  ...method("conversations.info"),
  ...method("conversations.list", "Channels only: no direct messages."),
  ...method("conversations.members"),
  ...method("conversations.history", "Without replies to threads apart."),
  ...method("conversations.create"),
  ...method("conversations.rename"),
  ...method("conversations.setTopic"),
  ...method("conversations.setPurpose"),
  ...method("conversations.archive", "The app stays a member."),
  ...method("conversations.unarchive"),
  ...method("conversations.join"),
  ...method("conversations.invite", "force has no effect."),
  ...method("conversations.kick"),
  ...method(
    "chat.postMessage",
    "Blocks are counted, not checked; one message a second is a fault rule.",
  ),
  ...method("chat.update"),
  ...method("usergroups.create"),
  ...method("usergroups.list"),
  ...method("usergroups.update"),
  ...method("usergroups.enable"),
  ...method("usergroups.disable"),
  ...method("usergroups.users.list"),
  ...method("usergroups.users.update"),
  ...operations(
    "/services/:team/:webhook/:token",
    ["POST"],
    "The seeded webhooks only; they find their channel by name.",
  ),
];

/** Slack takes every method as GET and as POST. */
function method(name: string, note?: string): CoverageRow[] {
  return operations(`/api/${name}`, ["GET", "POST"], note);
}
