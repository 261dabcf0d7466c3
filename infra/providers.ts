import { createRequire } from "node:module";

/**
 * The providers' SDKs, by `require`: each of their classes is then loaded when it is first used.
 * `import` reads every export of a CommonJS module, and so loads some nine hundred files for the
 * twenty classes used here, on each run. Types come by `import type`, which loads nothing.
 */
const require = createRequire(import.meta.url);

export const cloudflare: typeof import("@pulumi/cloudflare") = require("@pulumi/cloudflare");
export const github: typeof import("@pulumi/github") = require("@pulumi/github");
export const pagerduty: typeof import("@pulumi/pagerduty") = require("@pulumi/pagerduty");
