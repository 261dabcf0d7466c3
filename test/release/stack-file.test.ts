import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { readStackFile, requireStacks, stacksOf } from "../../release/stack-file.ts";

// Proves what is read of a stack's committed file; the whole of it is checked by test/infra/config.

const root = join(import.meta.dirname, "../..");

function useProject(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), "slipway-stacks-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return folder;
}

function stackFile(change = ""): string {
  return `config:
  slipway:accountId: 01234567890123456789012345678901
  slipway:zone: example.com
  slipway:githubOwner: slipway-local
  slipway:githubRepository: slipway
  slipway:stripeSecretKey:
    secure: v1:abc
  slipway:deployWindow: {days: [tue], from: "10:00", to: "16:00", timeZone: UTC, holidays: [2026-12-25]}
  ${change}
`;
}

test("the committed stacks can be read, and production is promoted from staging", async () => {
  expect(await stacksOf(root)).toEqual(["production", "staging"]);
  expect(await readStackFile("production", root)).toMatchObject({ promotedFrom: "staging" });
  expect((await readStackFile("staging", root)).promotedFrom).toBeUndefined();
});

test("values are read as they are written, and no secret is", async () => {
  const folder = useProject({ "Pulumi.production.yaml": stackFile() });
  expect(await readStackFile("production", folder)).toEqual({
    accountId: "01234567890123456789012345678901",
    zone: "example.com",
    githubOwner: "slipway-local",
    githubRepository: "slipway",
    deployWindow: {
      days: ["tue"],
      from: "10:00",
      to: "16:00",
      timeZone: "UTC",
      holidays: ["2026-12-25"],
    },
  });
});

test("names that are no stack's are refused with those that are", async () => {
  await requireStacks(["staging", "production"], root);
  await expect(requireStacks(["staging", "stagin"], root)).rejects.toMatchObject({
    code: "unknown-target",
    message: "There is no stack stagin: Pulumi.stagin.yaml is missing.",
    hint: "Stacks: production, staging.",
  });
});

test.each([
  ["that is missing", "qa", "unknown-target", "There is no stack qa: Pulumi.qa.yaml is missing."],
  ["that is no YAML", "broken", "unreadable-stack-file", "Pulumi.broken.yaml cannot be used"],
  [
    "without a configuration",
    "empty",
    "unreadable-stack-file",
    "Pulumi.empty.yaml cannot be used: slipway:accountId must be a text; slipway:zone must be a text;",
  ],
  [
    "whose window is wrong",
    "night",
    "unreadable-stack-file",
    "Pulumi.night.yaml cannot be used: slipway:deployWindow.to must be later than from.",
  ],
])("a file %s is told", async (_title, stack, code, message) => {
  const folder = useProject({
    "Pulumi.night.yaml": stackFile().replace('"10:00"', '"17:00"'),
    "Pulumi.broken.yaml": "config: [",
    "Pulumi.empty.yaml": "",
  });
  await expect(readStackFile(stack, folder)).rejects.toMatchObject({
    code,
    message: expect.stringContaining(message),
  });
});
