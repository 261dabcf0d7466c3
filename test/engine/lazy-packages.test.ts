import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "vitest";

const root = join(import.meta.dirname, "../..");

/** Runs a script beside the SDK as programs of our language host do. @returns what it prints. */
function run(script: string): unknown {
  const begin = `import { createRequire } from "node:module";
    const require = createRequire("${root}/package.json");
    const pulumi = require("@pulumi/pulumi");
    const loaded = () => ["arborist/lib/index.js", "typescript-shim.js"].filter((end) =>
      Object.keys(require.cache).some((file) => file.endsWith(end)));`;
  const lazily = ["--import", join(root, "local/engine/language-host/lazy-packages.ts")];
  const args = [...lazily, "--input-type=module", "-e", `${begin}\n${script}`];
  return JSON.parse(execFileSync(process.execPath, args, { cwd: root, encoding: "utf8" }));
}

test("the SDK loads neither npm's client nor the compiler", () => {
  expect(run("console.log(JSON.stringify(loaded()));")).toEqual([]);
});

test("a program that serialises a function gets it, with what that needs", () => {
  const script = `const answer = 42;
    pulumi.runtime.serializeFunction(() => answer).then(({ text }) =>
      console.log(JSON.stringify({ isThere: text.includes("42"), loaded: loaded() })));`;
  expect(run(script)).toEqual({ isThere: true, loaded: ["typescript-shim.js"] });
});
