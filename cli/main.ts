#!/usr/bin/env node
import { enableCompileCache } from "node:module";
import { homedir } from "node:os";
import { join } from "node:path";

// Before anything is loaded: to compile it takes longer than most commands do. The folder is the one of
// `bin/run-project-file.js`.
const caches = process.env.XDG_CACHE_HOME || join(homedir(), ".cache");
enableCompileCache(join(caches, "slipway", "node-compile-cache"));

const [{ buildProgram }, { loadCommands }] = await Promise.all([
  import("./command.ts"),
  import("./commands/index.ts"),
]);
const commands = await loadCommands(process.argv.slice(2));
await buildProgram(commands, (code) => {
  process.exitCode = code;
}).parseAsync(process.argv);
