import { expect, test } from "vitest";
import { readCommandLine, stackName } from "../../local/engine/stack-config/command-line.ts";

test.each([
  ["up", "config-file"],
  ["update -y", "config-file"],
  ["preview --diff", "config-file"],
  ["-C elsewhere refresh", "config-file"],
  ["--color never destroy", "config-file"],
  ["-s staging up", "config-file"],
  ["config", "config-file"],
  ["config set --secret key value", "config-file"],
  ["watch", "config-file"],
  ["import --yes type name id", "config-file"],
  ["stack init staging", "new-stack"],
  ["stack new staging", "new-stack"],
  ["stack history --show-secrets", "other-directory"],
  ["stack rename other", "refused"],
  ["stack change-secrets-provider passphrase", "refused"],
  ["stack", "as-is"],
  ["stack ls", "as-is"],
  ["stack output up", "as-is"],
  ["stack --stack init output", "as-is"],
  ["version", "as-is"],
  ["-- up", "as-is"],
  ["", "as-is"],
])("`pulumi %s` is treated %s", (line, treatment) => {
  expect(readCommandLine(line.split(" ")).treatment).toBe(treatment);
});

test.each([
  ["up -s staging", "staging"],
  ["up -sstaging", "staging"],
  ["up -s=staging", "staging"],
  ["up --stack staging", "staging"],
  ["--stack=staging up", "staging"],
  ["up -s one -s two", "two"],
  ["up --skip-preview", undefined],
  ["stack init staging --no-select", "staging"],
  ["stack init --secrets-provider passphrase staging", "staging"],
  ["up staging", undefined],
])("`pulumi %s` names the stack %s", (line, stack) => {
  expect(readCommandLine(line.split(" ")).stack).toBe(stack);
});

test.each([
  ["-C infra up", "infra"],
  ["up --cwd=infra", "infra"],
  ["up", undefined],
])("`pulumi %s` runs in the directory %s", (line, directory) => {
  expect(readCommandLine(line.split(" ")).directory).toBe(directory);
});

test.each([
  ["staging", "staging"],
  ["organization/slipway/staging", "staging"],
])("the stack %s has the file Pulumi.%s.yaml", (reference, name) => {
  expect(stackName(reference)).toBe(name);
});
