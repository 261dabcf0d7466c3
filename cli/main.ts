#!/usr/bin/env node
import { buildProgram } from "./command.ts";

// Users wait for a rollback's first call, so it does not wait for the modules of other commands.
const commands =
  process.argv[2] === "rollback"
    ? [(await import("./commands/rollback.ts")).rollback]
    : (await import("./commands/index.ts")).commands;

await buildProgram(commands, (code) => {
  process.exitCode = code;
}).parseAsync(process.argv);
