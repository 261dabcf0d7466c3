import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { read, sourceFiles } from "./source-files.ts";

/** Which top-level folders a folder's files may import from, besides their own. */
const allowed: Record<string, readonly string[]> = {
  infra: [
    "release/rollout.ts",
    "release/ledger.ts",
    "release/service.ts",
    "release/record.ts",
    "release/release-error.ts",
    "release/stack-file.ts",
    "release/stack-values.ts",
    "release/window-schema.ts",
  ],
  worker: [],
  release: [],
  local: [],
  cli: ["release", "local", "infra/services.ts", "infra/naming.ts", "infra/config-check/"],
  sdks: [],
};

/** Only these files of the CLI know the local cloud. */
const localCommands = /^cli\/(commands\/(local\/|start\.ts)|local-|verify-service\.ts)/;

function relativeImports(file: string): string[] {
  const text = read(file);
  const pattern = /(?:from|import)\s*\(?\s*["'](\.[^"']+)["']/g;
  return [...text.matchAll(pattern)].map(([, path = ""]) => join(dirname(file), path));
}

const rows = sourceFiles()
  .filter((file) => (file.split("/")[0] as string) in allowed)
  .flatMap((file) => relativeImports(file).map((target) => ({ file, target })));

test("imports between the layers go one way", () => {
  const wrong = rows.filter(({ file, target }) => {
    const [layer = "", targetLayer] = [file.split("/")[0], target.split("/")[0]];
    if (layer === targetLayer) return false;
    return !(allowed[layer] ?? []).some((prefix) => target.startsWith(prefix));
  });
  expect(wrong).toEqual([]);
});

test("only the CLI's local commands import the local cloud", () => {
  const wrong = rows.filter(
    ({ file, target }) =>
      file.startsWith("cli/") && target.startsWith("local/") && !localCommands.test(file),
  );
  expect(wrong).toEqual([]);
});

test("the rule reads imports at all", () => {
  expect(rows.length).toBeGreaterThan(50);
});
