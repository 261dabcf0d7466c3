import { SlackResource } from "./slack-resource.js";

const definition = {
  token: "slack:index/usergroup:Usergroup",
  required: [],
  inputs: ["channels", "description", "handle", "name", "users"],
  outputs: [],
};

export class Usergroup extends SlackResource {
  static __pulumiType = definition.token;

  static get(name, id, state, opts) {
    return new Usergroup(name, state, { ...opts, id });
  }

  static isInstance(value) {
    return SlackResource.isSlackResource(definition.token, value);
  }

  constructor(name, argsOrState, opts) {
    super(definition, name, argsOrState, opts);
  }
}
