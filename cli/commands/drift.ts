import { z } from "zod";
import { ownNames } from "../../infra/naming.ts";
import { checkDrift } from "../../release/drift/check.ts";
import type { StackDrift } from "../../release/drift/finding.ts";
import { hasFix } from "../../release/drift/fix.ts";
import { type VendorApis, vendorApis } from "../../release/drift/vendor-apis.ts";
import { StackEngine } from "../../release/engine.ts";
import { ReleaseError } from "../../release/release-error.ts";
import { runIdentity } from "../../release/run-identity.ts";
import type { RunResult } from "../../release/run-result.ts";
import { requireStacks, stacksOf } from "../../release/stack-file.ts";
import { defineCommand } from "../command.ts";
import { alertPeople } from "../drift-alert.ts";
import { fixStack } from "../drift-fix.ts";
import { openDriftTools } from "../drift-tools.ts";
import { ExitCode } from "../exit-codes.ts";
import type { Output } from "../output.ts";
import { describeDrift } from "../render-drift.ts";
import { confirmStack } from "../stack-confirmation.ts";
import { projectRoot } from "./local/options.ts";

export const drift = defineCommand({
  name: "drift",
  summary: "Compare what stacks declare with what their vendors have, field by field.",
  arguments: "[stack...]",
  options: [
    { flags: "--alert", description: "tell people, once per object, and again when it is over" },
    { flags: "--fix", description: "make it as declared again; unmanaged objects are left alone" },
    { flags: "--confirm <stack>", description: "the stack's name, where nobody can type it" },
    { flags: "--dry-run", description: "with --fix: only show what would be done" },
  ],
  input: z.object({
    args: z.array(z.string()),
    alert: z.boolean().default(false),
    fix: z.boolean().default(false),
    confirm: z.string().optional(),
    dryRun: z.boolean().default(false),
  }),
  async run({ args, alert, fix, confirm, dryRun }, output) {
    const { correlationId } = runIdentity();
    await requireStacks(args, projectRoot);
    const stacks = args.length > 0 ? args : await stacksOf(projectRoot);
    const engines = stacks.map((stack) => StackEngine.open(stack, projectRoot));
    const apis = vendorApis();
    const check = () => checkAndShow(engines, apis, output);
    let drifts = await check();
    const fixable = fix && !dryRun ? drifts.filter(hasFix) : [];
    for (const { stack } of fixable) {
      await confirmStack(stack, confirm, `npx slipway drift ${stack} --fix --confirm ${stack}`);
    }
    const fixes: RunResult[] = [];
    for (const each of fixable) {
      const tools = await openDriftTools(each.stack, apis);
      fixes.push(await fixStack(correlationId, each, tools, output));
    }
    if (fixable.length > 0) drifts = await check();
    let isToldToAll = true;
    for (const each of alert && !dryRun ? drifts : []) {
      isToldToAll = (await tell(correlationId, each, apis, output)) && isToldToAll;
    }
    output.json({ correlationId, stacks: drifts, fixes });
    return isToldToAll ? exitCodeOf(drifts, fixes) : ExitCode.failed;
  },
});

async function checkAndShow(
  engines: readonly StackEngine[],
  apis: VendorApis,
  output: Output,
): Promise<readonly StackDrift[]> {
  const drifts = await checkDrift(engines, { apis, names: ownNames });
  for (const each of drifts) for (const line of describeDrift(each)) output.line(line);
  return drifts;
}

/** One stack whose people cannot be reached keeps no other's from being told. @returns whether they were. */
async function tell(
  correlationId: string,
  drift: StackDrift,
  apis: VendorApis,
  output: Output,
): Promise<boolean> {
  try {
    await alertPeople(correlationId, drift, await openDriftTools(drift.stack, apis), output);
    return true;
  } catch (error) {
    if (!(error instanceof ReleaseError)) throw error;
    output.line(`${drift.stack}: nobody was told. ${error.message}`);
    return false;
  }
}

/** A fix that failed has failed, whatever a check sees afterwards. */
function exitCodeOf(drifts: readonly StackDrift[], fixes: readonly RunResult[]): ExitCode {
  if (fixes.some(({ status }) => status === "failed")) return ExitCode.failed;
  if (drifts.some(({ isUnreadable }) => isUnreadable)) return ExitCode.failed;
  return drifts.every(({ findings }) => findings.length === 0) ? ExitCode.ok : ExitCode.warnings;
}
