import { runStaticChecks } from "./static-checks.ts";

process.exitCode = runStaticChecks().failed === 0 ? 0 : 1;
