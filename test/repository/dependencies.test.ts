import { expect, test } from "vitest";
import { projectFiles, read } from "./source-files.ts";

interface Manifest {
  dependencies: Record<string, string>;
  devDependencies: Record<string, string>;
}

const manifest = JSON.parse(read("package.json")) as Manifest;
const names = Object.keys({ ...manifest.dependencies, ...manifest.devDependencies });
const decisions = projectFiles()
  .filter((file) => file.startsWith("docs/decisions/"))
  .map(read)
  .join("\n");

test.each(names)("docs/decisions says why %s is in", (name) => {
  expect(decisions).toContain(`\`${name}\``);
});

test.each(Object.entries({ ...manifest.dependencies, ...manifest.devDependencies }))(
  "%s is pinned to one version (%s)",
  (_name, version) => {
    expect(version).toMatch(/^((npm:[\w/@-]+@)?\d+\.\d+\.\d+(-[\w.]+)?|file:.+)$/);
  },
);
