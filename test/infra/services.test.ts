import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { readCommittedStack } from "../../infra/services.ts";

// Proves what a stack's committed file says of its services, without engine and state.

const root = join(import.meta.dirname, "../..");

test.each([
  ["staging", "-staging"],
  ["production", ""],
])("the committed file of %s has its services, and its people", async (stack, suffix) => {
  const { services, ...team } = await readCommittedStack(stack, root);
  expect(team).toEqual({ repository: "slipway-local/slipway", channelSuffix: suffix });
  expect(Object.keys(services)).toEqual(["collective-vision"]);
  const [worker] = services["collective-vision"]?.workers ?? [];
  expect(worker).toMatchObject({
    accountId: expect.stringMatching(/^[0-9a-f]{32}$/),
    scriptName: `collective-vision-${stack}`,
  });
});

function useStackFile(text: string): string {
  const folder = mkdtempSync(join(tmpdir(), "slipway-stack-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, "Pulumi.staging.yaml"), text);
  return folder;
}

const file = (accountId: string) => `config:
  slipway:accountId: ${accountId}
  slipway:githubOwner: acme
  slipway:githubRepository: shop
  slipway:collectiveVision: { host: shop.example.com, logLevel: info }
`;

test("an account id of digits stays what it is written as", async () => {
  const accountId = "1".repeat(32);
  const { services } = await readCommittedStack("staging", useStackFile(file(accountId)));
  expect(services["collective-vision"]?.workers[0]?.accountId).toBe(accountId);
});

test("a file that cannot be used is refused by its keys", async () => {
  await expect(readCommittedStack("staging", useStackFile(file("12")))).rejects.toThrow(
    "Pulumi.staging.yaml cannot be used: slipway:accountId must be a Cloudflare account id",
  );
});

test("an unknown stack is refused with those there are", async () => {
  await expect(readCommittedStack("prod", root)).rejects.toMatchObject({
    code: "unknown-target",
    hint: "Stacks: production, staging.",
  });
});
