#!/usr/bin/env node
import { runProjectFile } from "./run-project-file.js";

await runProjectFile("cli/main.ts", process.argv.slice(2));
