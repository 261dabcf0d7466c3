import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { configurationPage } from "../../bin/configuration-page.ts";
import { configEntries } from "../../infra/config-entries.ts";

// Proves that the page of all keys says what the schema says.

test("docs/configuration.md is what the schema makes; else: npm run docs:configuration", () => {
  const page = join(import.meta.dirname, "../../docs/configuration.md");
  expect(readFileSync(page, "utf8")).toBe(configurationPage());
});

test.each(configEntries.map((entry) => [entry.path.join("."), entry] as const))(
  "%s says what it must be and what it is for",
  (_key, { rule, description }) => {
    expect(rule).not.toBe("");
    expect(description).toMatch(/^[A-Z].+\.$/);
  },
);
