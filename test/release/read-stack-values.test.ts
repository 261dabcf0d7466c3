import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { readStackValues } from "../../release/read-stack-values.ts";
import { writeScript } from "../engine/support/executables.ts";
import { useTemporaryDirectory } from "../engine/support/temporary-directory.ts";

// Proves what is read of a stack's configuration where the engine can decrypt it and where it cannot.
// The engine is a script here; before-deployment.test.ts asks the real one.

const committed = `encryptionsalt: v1:abc
config:
  slipway:accountId: 01234567890123456789012345678901
  slipway:zone: "example.com"
  slipway:channelSuffix: ""
  slipway:rollout: {steps: [0.5, 10], bakeSeconds: 60}
  slipway:stripeSecretKey:
    secure: v1:def
`;

const fromFile = {
  "slipway:accountId": { text: "01234567890123456789012345678901", isSecret: false },
  "slipway:zone": { text: "example.com", isSecret: false },
  "slipway:channelSuffix": { text: "", isSecret: false },
  "slipway:rollout": { text: '{"steps":[0.5,10],"bakeSeconds":60}', isSecret: false },
  "slipway:stripeSecretKey": { text: undefined, isSecret: true },
};

/** Reads staging of a project whose `pulumi` is a script; without one there is no engine. */
function readStaging(...script: string[]) {
  const directory = useTemporaryDirectory();
  writeFileSync(join(directory, "Pulumi.staging.yaml"), committed);
  if (script.length > 0) writeScript(directory, "pulumi", ...script);
  return readStackValues("staging", directory, { PATH: `${directory}:/usr/bin:/bin` });
}

const noPassphrase = [
  'case "$*" in *--show-secrets*) echo "error: incorrect passphrase" >&2; exit 1;; esac',
  `echo '{"slipway:zone":{"value":"example.com","secret":false},"slipway:stripeSecretKey":{"secret":true}}'`,
];

test("an engine that can decrypt it tells all of it", async () => {
  const told = `echo '{"slipway:stripeSecretKey":{"value":"sk_test_1","secret":true}}'`;
  expect(await readStaging(`test "$3" = --json && ${told}`)).toEqual({
    stack: "staging",
    values: { "slipway:stripeSecretKey": { text: "sk_test_1", isSecret: true } },
  });
});

test("an engine that cannot decrypt it tells the rest, and why", async () => {
  expect(await readStaging(...noPassphrase)).toEqual({
    stack: "staging",
    values: {
      "slipway:zone": { text: "example.com", isSecret: false },
      "slipway:stripeSecretKey": { text: undefined, isSecret: true },
    },
    secretsUnreadable: "incorrect passphrase",
  });
});

test.each<[string, string[], string]>([
  ["an engine", [], "There is no pulumi on PATH"],
  [
    "the stack in the engine's backend",
    ["echo \"error: no stack named 'staging' found\" >&2; exit 1"],
    "no stack named 'staging' found",
  ],
  ["a reason", ["exit 1"], "The engine gave no reason"],
])("without %s the committed file is read", async (_title, script, reason) => {
  expect(await readStaging(...script)).toEqual({
    stack: "staging",
    values: fromFile,
    secretsUnreadable: reason,
  });
});

test("a stack without a committed file is refused", async () => {
  await expect(readStackValues("preview", useTemporaryDirectory())).rejects.toMatchObject({
    code: "unknown-target",
  });
});
