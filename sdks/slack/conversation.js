import { SlackResource } from "./slack-resource.js";

const definition = {
  token: "slack:index/conversation:Conversation",
  required: ["isPrivate"],
  inputs: [
    "actionOnDestroy",
    "actionOnUpdatePermanentMembers",
    "adoptExistingChannel",
    "isArchived",
    "isPrivate",
    "name",
    "permanentMembers",
    "purpose",
    "topic",
  ],
  outputs: ["created", "creator", "isExtShared", "isGeneral", "isOrgShared", "isShared"],
};

export class Conversation extends SlackResource {
  static __pulumiType = definition.token;

  static get(name, id, state, opts) {
    return new Conversation(name, state, { ...opts, id });
  }

  static isInstance(value) {
    return SlackResource.isSlackResource(definition.token, value);
  }

  constructor(name, argsOrState, opts) {
    super(definition, name, argsOrState, opts);
  }
}
