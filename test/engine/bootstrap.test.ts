import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { isInstalled } from "../../bin/dependencies.js";
import { renderTally, tallyOf, type VitestReport } from "../../bin/vitest-report.ts";
import { useFixture } from "./support/child-process.ts";
import { useTemporaryDirectory } from "./support/temporary-directory.ts";

interface Installed {
  version: string;
  integrity?: string;
  optional?: boolean;
}

const wanted = { "node_modules/a": { version: "1.0.0", integrity: "sha512-a" } };

/** A checkout with these packages in its lock file and, unless undefined, in node_modules. */
function useCheckout(
  locked: Record<string, Installed>,
  installed: Record<string, Installed> | undefined,
): string {
  const root = useTemporaryDirectory();
  const packages = { "": { version: "0.1.0" }, ...locked };
  writeFileSync(join(root, "package-lock.json"), JSON.stringify({ packages }));
  if (installed === undefined) return root;
  mkdirSync(join(root, "node_modules"));
  const list = join(root, "node_modules", ".package-lock.json");
  writeFileSync(list, JSON.stringify({ packages: installed }));
  return root;
}

test.each([
  ["what is locked", true, wanted, wanted],
  ["nothing", false, wanted, undefined],
  ["no list of npm's", false, wanted, {}],
  ["another version", false, wanted, { "node_modules/a": { version: "1.0.1" } }],
  [
    "other content of the same version",
    false,
    wanted,
    { "node_modules/a": { version: "1.0.0", integrity: "sha512-b" } },
  ],
  [
    "all but a package of another system",
    true,
    { ...wanted, "node_modules/b": { version: "1.0.0", optional: true } },
    wanted,
  ],
  ["all but a folder of the project", true, { ...wanted, "sdks/x": { version: "1.0.0" } }, wanted],
])("node_modules with %s is in order: %s", (_title, isInOrder, locked, installed) => {
  expect(isInstalled(useCheckout(locked, installed))).toBe(isInOrder);
});

test("of two processes that install into a checkout, the second waits and says so", async () => {
  const root = useTemporaryDirectory();
  const first = useFixture("hold-install-lock.ts", [root]);
  expect(await first.line()).toBe("held");
  const second = useFixture("hold-install-lock.ts", [root]);
  expect(await second.line()).toBe("Another process is installing packages here: waiting for it");
  first.process.stdin?.end();
  expect(await second.line()).toBe("held");
  second.process.stdin?.end();
  await second.exited;
});

test("the install lock of a killed process is broken", async () => {
  const root = useTemporaryDirectory();
  const first = useFixture("hold-install-lock.ts", [root]);
  expect(await first.line()).toBe("held");
  first.process.kill("SIGKILL");
  await first.exited;
  const second = useFixture("hold-install-lock.ts", [root]);
  expect(await second.line()).toBe("held");
  second.process.stdin?.end();
  await second.exited;
});

const report: VitestReport = {
  numPassedTests: 5,
  numFailedTests: 0,
  numPendingTests: 0,
  numTodoTests: 0,
  testResults: [{ status: "passed", assertionResults: [{ status: "passed" }] }],
};
const failedFile = { status: "failed", assertionResults: [{ status: "failed" }] };
const brokenFile = { status: "failed", assertionResults: [] };

test.each([
  ["a run in which all passes", report, 0, "5 passed, 0 failed"],
  [
    "failed tests, each once",
    { ...report, numFailedTests: 2, testResults: [failedFile] },
    1,
    "5 passed, 2 failed",
  ],
  [
    "a file that cannot be loaded",
    { ...report, numFailedTests: 1, testResults: [failedFile, brokenFile] },
    1,
    "5 passed, 2 failed",
  ],
  ["an error outside of tests", report, 1, "5 passed, 1 failed"],
  ["a run that was ended", undefined, null, "0 passed, 1 failed"],
  ["skipped tests", { ...report, numPendingTests: 3 }, 0, "5 passed, 0 failed, 3 skipped"],
])("the closing line counts %s", (_title, outcome, exitCode, line) => {
  expect(renderTally(tallyOf(outcome, exitCode))).toBe(line);
});
