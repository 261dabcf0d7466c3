// @ts-check
// npm scripts: `node bin/run.js FILE ARGUMENTS…`
import { runProjectFile } from "./run-project-file.js";

const [file = "cli/main.ts", ...args] = process.argv.slice(2);
await runProjectFile(file, args);
