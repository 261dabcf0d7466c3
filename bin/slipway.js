#!/usr/bin/env node
// @ts-check
import { runProjectFile } from "./run-project-file.js";

await runProjectFile("cli/main.ts", process.argv.slice(2));
