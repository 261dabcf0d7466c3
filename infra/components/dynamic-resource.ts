import * as pulumi from "@pulumi/pulumi";

/**
 * A resource for which no provider plugin exists. Its create, read, diff, update and delete are a
 * module of this program, run by the engine's dynamic provider.
 *
 * State holds a fixed text that loads that module, not a serialised closure: it is the same on
 * every machine and costs no start time. So a module's path and its export `provider` must stay as
 * long as any stack has such a resource.
 */
export abstract class DynamicResource extends pulumi.CustomResource {
  /**
   * @param type the resource's type, in our own namespace
   * @param module the provider's path relative to `infra/`, the working directory of the dynamic
   *   provider; it exports `provider` with all six methods
   */
  constructor(
    type: string,
    module: string,
    name: string,
    args: pulumi.Inputs,
    opts?: pulumi.CustomResourceOptions,
  ) {
    const properties = { ...args, __provider: providerText(module) };
    super(`pulumi-nodejs:dynamic/slipway:${type}`, name, properties, opts);
  }
}

export function providerText(module: string): string {
  return `const { join } = require("node:path");
const { pathToFileURL } = require("node:url");
const load = () => import(pathToFileURL(join(process.cwd(), ${JSON.stringify(module)})).href);
const call = (method) => async (...args) => (await load()).provider[method](...args);
const methods = ["check", "create", "read", "diff", "update", "delete"];
exports.handler = () => Object.fromEntries(methods.map((method) => [method, call(method)]));
`;
}
