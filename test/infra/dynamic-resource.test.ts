import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { providerText } from "../../infra/components/dynamic-resource.ts";

// Proves that what is in state leads to the provider's module, in a process of its own that runs in
// infra/, as the engine's dynamic provider does. The engine itself takes part in the system tests.

const infra = join(import.meta.dirname, "../../infra");
const modules = ["dynamic/d1-migrations.ts", "dynamic/vectorize-index.ts"];

test.each(modules)("%s is there, because stacks' state names it", (module) => {
  expect(existsSync(join(infra, module))).toBe(true);
});

test.each(modules)(
  "the text in state is the same everywhere: no path of %s's machine",
  (module) => {
    expect(providerText(module)).not.toContain(infra);
  },
);

test.each(modules)("the text in state loads %s with all six methods", (module) => {
  const script = `
    const m = { exports: {} };
    new Function("module", "exports", "require", process.argv[1])(m, m.exports, require);
    const handler = m.exports.handler();
    const calls = [
      handler.check({}, { indexName: "x", dimensions: 1, metric: "cosine", migrations: [] }),
      handler.diff("x", { applied: [] }, { migrations: [] }),
    ];
    Promise.all(calls).then(([check, diff]) =>
      console.log(JSON.stringify([Object.keys(handler), check.failures, typeof diff.changes])));`;
  const output = execFileSync(process.execPath, ["-e", script, providerText(module)], {
    cwd: infra,
    encoding: "utf8",
  });
  const methods = ["check", "create", "read", "diff", "update", "delete"];
  expect(JSON.parse(output)).toEqual([methods, [], "boolean"]);
});
