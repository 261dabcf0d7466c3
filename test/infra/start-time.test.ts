import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "vitest";

// Proves what keeps a preview quick: what is loaded, not how long it takes.

const root = join(import.meta.dirname, "../..");

/** Runs an ES module in the checkout, in a process of its own; gives what it prints. */
function run(script: string): string {
  return execFileSync(process.execPath, ["--input-type=module", "-e", script], {
    cwd: root,
    encoding: "utf8",
  });
}

test("importing the program loads a handful of the providers' thousand files", () => {
  const script = `
    import { createRequire } from "node:module";
    await import("./infra/index.ts");
    const files = Object.keys(createRequire(import.meta.url).cache);
    console.log(files.filter((file) => /@pulumi.(cloudflare|github|pagerduty)/.test(file)).length);`;
  const output = run(script);
  expect(Number(output)).toBeGreaterThan(0);
  expect(Number(output)).toBeLessThan(100);
});

test("stack traces of the program are not mapped, whatever its runner set up", () => {
  const script = `
    Error.prepareStackTrace = () => "mapped";
    await import("./infra/index.ts");
    console.log(new Error("here").stack.split("\\n")[0]);`;
  expect(run(script)).toBe("Error: here\n");
});
