import { createRequire } from "node:module";
import { join } from "node:path";
import { exitWithEngine } from "./exit-with-engine.ts";
import "./lazy-packages.ts";

/** A create or delete that the engine has already asked for should reach the vendor in full. */
const GRACE_MS = 30_000;

exitWithEngine({ graceMs: GRACE_MS });
// The program's own copy of the SDK has to read what that same SDK has serialised.
const fromProgram = createRequire(join(process.cwd(), "package.json"));
fromProgram("@pulumi/pulumi/cmd/dynamic-provider");
