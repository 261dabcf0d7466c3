import { registerHooks } from "node:module";
import { fileURLToPath } from "node:url";

/**
 * npm's own client and, behind the SDK's shim, the TypeScript compiler. The SDK loads both when it
 * begins, and uses them only to serialise functions, which programs seldom have it do.
 */
const seldomUsed = ["/@npmcli/arborist/lib/index.js", "/@pulumi/pulumi/typescript-shim.js"];

/** Ends the name of the module that stands in for one of them. */
const mark = ".lazy";

/** Importing this module has those packages loaded when something of them is used. */
registerHooks({
  resolve(specifier, context, nextResolve) {
    const resolved = nextResolve(specifier, context);
    const isSeldomUsed = seldomUsed.some((file) => resolved.url.endsWith(file));
    if (!isSeldomUsed || context.parentURL?.endsWith(mark)) return resolved;
    return { ...resolved, url: `${resolved.url}${mark}` };
  },
  load(url, context, nextLoad) {
    if (!url.endsWith(mark)) return nextLoad(url, context);
    const file = fileURLToPath(url.slice(0, -mark.length));
    return { format: "commonjs", source: lazyModule(file), shortCircuit: true };
  },
});

/** With `__esModule`, so that TypeScript's import helper passes it on instead of reading all of it. */
function lazyModule(file: string): string {
  return `module.exports = new Proxy({ __esModule: true }, {
  get: (own, name) => own[name] ?? require(${JSON.stringify(file)})[name],
});`;
}
