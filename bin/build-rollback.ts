import { join } from "node:path";
import { build } from "esbuild";
import { readCommittedStack } from "../infra/services.ts";
import { stacksOf } from "../release/stack-file.ts";

const root = join(import.meta.dirname, "..");

/**
 * Builds the emergency rollback: one file without any dependency but Node 20, with the services of
 * every committed stack in it. The same checkout gives the same bytes.
 * @returns where it is.
 */
export async function buildRollback(directory = join(root, "dist")): Promise<string> {
  const file = join(directory, "slipway-rollback.mjs");
  const stacks = await stacksOf(root);
  const embedded = await Promise.all(
    stacks.map(async (stack) => [stack, await embeddedStack(stack)] as const),
  );
  await build({
    stdin: {
      contents: entry(Object.fromEntries(embedded)),
      resolveDir: root,
      sourcefile: "entry.ts",
    },
    absWorkingDir: root,
    outfile: file,
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20",
    banner: { js: "#!/usr/bin/env node" },
    logLevel: "error",
  });
  return file;
}

/** Only what moves traffic: smoke tests are for other commands. */
async function embeddedStack(stack: string) {
  const { services, ...team } = await readCommittedStack(stack, root);
  const targets = Object.entries(services).map(([name, { workers }]) => [name, { workers }]);
  return { ...team, services: Object.fromEntries(targets) };
}

function entry(stacks: object): string {
  return `import { emergencyRollback } from "./cli/emergency-rollback.ts";
process.exitCode = await emergencyRollback(process.argv.slice(2), ${JSON.stringify(stacks, null, 2)});
`;
}

if (import.meta.main) console.log(await buildRollback());
