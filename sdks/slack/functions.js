import * as pulumi from "@pulumi/pulumi";
import { pluginVersion } from "./slack-resource.js";

const defaults = { version: pluginVersion };

function pick(args, keys) {
  return Object.fromEntries(keys.map((key) => [key, args?.[key]]));
}

function slackFunction(token, keys) {
  return {
    plain: (args, opts) =>
      pulumi.runtime.invoke(token, pick(args, keys), pulumi.mergeOptions(defaults, opts ?? {})),
    output: (args, opts) =>
      pulumi.runtime.invokeOutput(
        token,
        pick(args, keys),
        pulumi.mergeOptions(defaults, opts ?? {}),
      ),
  };
}

const conversation = slackFunction("slack:index/getConversation:getConversation", [
  "channelId",
  "isPrivate",
  "name",
]);
const user = slackFunction("slack:index/getUser:getUser", ["email", "name"]);
const usergroup = slackFunction("slack:index/getUsergroup:getUsergroup", ["name", "usergroupId"]);

export const getConversation = conversation.plain;
export const getConversationOutput = conversation.output;
export const getUser = user.plain;
export const getUserOutput = user.output;
export const getUsergroup = usergroup.plain;
export const getUsergroupOutput = usergroup.output;
