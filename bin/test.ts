import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ensureEngine } from "../local/engine/ensure-engine.ts";
import { EngineError } from "../local/engine/errors.ts";
import { runStaticChecks, type Tally } from "./static-checks.ts";
import { renderTally, tallyOf, type VitestReport } from "./vitest-report.ts";

const root = join(import.meta.dirname, "..");

/** Adds the stories of minutes to the others. */
const all = "--all";
const withoutLong = "--project=!long";

await prepareEngine();
const checks = runStaticChecks();
const tests = await runTests(projectsOf(process.argv.slice(2)));
const total: Tally = {
  passed: checks.passed + tests.passed,
  failed: checks.failed + tests.failed,
  skipped: checks.skipped + tests.skipped,
};
console.log(renderTally(total));
process.exitCode = total.failed === 0 ? 0 : 1;

/** What vitest is asked for; somebody who names projects has said which. */
function projectsOf(args: readonly string[]): readonly string[] {
  const others = args.filter((arg) => arg !== all);
  const isChosen = others.length < args.length || others.some((arg) => arg.startsWith("--project"));
  if (isChosen) return others;
  console.log(`The longest stories are left out; npm test -- ${all} runs them too.`);
  return [withoutLong, ...others];
}

/** Before the tests, so that getting it counts against no test's time limit. */
async function prepareEngine(): Promise<void> {
  try {
    const engine = await ensureEngine({ report: (line) => console.log(line) });
    console.log(`Pulumi ${engine.version} (${engine.source})`);
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    // The tests that need it fail, and say so; the others still tell something.
    console.log(`${error.message}\n${error.hint ?? ""}`);
  }
}

async function runTests(args: readonly string[]): Promise<Tally> {
  const directory = mkdtempSync(join(tmpdir(), "slipway-test-"));
  const file = join(directory, "report.json");
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${file}`];
  try {
    const exitCode = await vitest(["run", ...reporters, ...args]);
    return tallyOf(readReport(file), exitCode);
  } finally {
    rmSync(directory, { recursive: true });
  }
}

/** @returns its exit code; null if a signal ended it. */
function vitest(args: readonly string[]): Promise<number | null> {
  const program = join(root, "node_modules", ".bin", "vitest");
  const child = spawn(program, args, { cwd: root, stdio: "inherit" });
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.once(signal, () => child.kill(signal));
  }
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", resolve);
  });
}

function readReport(file: string): VitestReport | undefined {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as VitestReport;
  } catch {
    // A run that was ended early has written none.
    return undefined;
  }
}
