#!/usr/bin/env node
import { buildProgram } from "./command.ts";
import { commands } from "./commands/index.ts";

await buildProgram(commands, (code) => {
  process.exitCode = code;
}).parseAsync(process.argv);
