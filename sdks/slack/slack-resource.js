import * as pulumi from "@pulumi/pulumi";

/** The plugin that serves these resources and functions. */
export const pluginVersion = "0.5.1";

/** What a resource of this package is made of: its type token and the names of its properties. */
export class SlackResource extends pulumi.CustomResource {
  /**
   * @param {{ token: string, inputs: string[], outputs: string[], required: string[] }} definition
   * @param {string} name
   * @param {Record<string, unknown> | undefined} argsOrState arguments, or known state with `opts.id`
   * @param {pulumi.CustomResourceOptions | undefined} opts
   */
  constructor(definition, name, argsOrState, opts) {
    const given = argsOrState ?? {};
    const isLookup = opts?.id !== undefined;
    if (!isLookup && opts?.urn === undefined) requireAll(definition, given);
    const properties = {};
    for (const key of definition.inputs) properties[key] = given[key];
    for (const key of definition.outputs) properties[key] = isLookup ? given[key] : undefined;
    const defaults = { version: pluginVersion };
    super(definition.token, name, properties, pulumi.mergeOptions(defaults, opts ?? {}));
  }

  static isSlackResource(token, value) {
    return value !== undefined && value !== null && value.__pulumiType === token;
  }
}

function requireAll(definition, given) {
  for (const key of definition.required) {
    if (given[key] === undefined) throw new Error(`Missing required property '${key}'`);
  }
}
