import * as pulumi from "@pulumi/pulumi";
import { expect, onTestFinished, test, vi } from "vitest";
import { loadConfig } from "../../infra/config.ts";
import { settingsSchema } from "../../infra/config-schema.ts";
import { configReport, decodeConfig, settingsProblems } from "../../infra/parse-config.ts";
import { badConfigurations, type Change, group } from "./bad-configurations.ts";
import { type Environment, programEnvironment, recordProgram, stackConfig } from "./program.ts";

// Proves which configuration is taken, and that each mistake is told in one sentence that says what
// to do. That the engine shows the report as it is, the system tests prove.

function problemsOf(change: Change, environment: Environment = "production") {
  const record = { ...stackConfig(environment), ...change };
  const set = Object.entries(record).filter(
    (entry): entry is [string, string] => entry[1] !== undefined,
  );
  return settingsProblems(decodeConfig(Object.fromEntries(set)), environment);
}

test.each(["staging", "production"] as const)("the committed %s stack is valid", (environment) => {
  expect(problemsOf({}, environment)).toEqual([]);
});

test.each(badConfigurations)("%s is told in one sentence", (_title, change, sentence) => {
  const problems = problemsOf(change);
  expect(problems.map(({ message }) => message)).toEqual([sentence]);
  for (const { key, message, hint } of problems) {
    expect(message).toContain(key);
    expect(hint).toMatch(/^(Set|Remove) it: pulumi config .+ -s production$/);
    expect(hint).toContain(key);
  }
});

test.each<[string, Change, string]>([
  [
    "a secret",
    { "slipway:stripeSecretKey": undefined },
    "Set it: pulumi config set --secret slipway:stripeSecretKey -s production",
  ],
  [
    "a value",
    { "slipway:accountId": undefined },
    "Set it: pulumi config set slipway:accountId <value> -s production",
  ],
  [
    "a value in a group",
    group("onCall", { cto: undefined }),
    "Set it: pulumi config set --path slipway:onCall.cto <value> -s production",
  ],
  [
    "an item of a list, safe from the shell",
    group("onCall", { primary: ["ada"] }),
    "Set it: pulumi config set --path 'slipway:onCall.primary[0]' <value> -s production",
  ],
  [
    "a key that is not known",
    { "slipway:webhook": "x" },
    "Remove it: pulumi config rm slipway:webhook -s production",
  ],
  [
    "a key in a group that is not known",
    group("collectiveVision", { hots: "x" }),
    "Remove it: pulumi config rm --path slipway:collectiveVision.hots -s production",
  ],
])("the command that mends %s is told", (_title, change, command) => {
  expect(problemsOf(change).map(({ hint }) => hint)).toEqual([command]);
});

test("a live key is refused where payments are not real", () => {
  expect(problemsOf({ "slipway:stripeSecretKey": "sk_live_4242" }, "staging")).toEqual([
    expect.objectContaining({
      message: expect.stringContaining("must start with sk_test_ or rk_test_"),
    }),
  ]);
});

test("a stack whose name cannot be part of a Worker's name is refused", () => {
  expect(settingsProblems(decodeConfig(stackConfig("staging")), "Staging_2")).toEqual([
    expect.objectContaining({
      message: expect.stringContaining('The stack\'s name is "Staging_2"'),
    }),
  ]);
});

test("all problems are told at once, the relations between keys included", () => {
  const problems = problemsOf({
    "slipway:zone": "example.org",
    "slipway:channelSuffix": "_x",
    "slipway:cloudflareDeployToken": undefined,
    "slipway:extra": "1",
  });
  expect(problems).toHaveLength(4);
});

test.each([
  [1, "The configuration of stack staging has 1 problem:\n  - x1 is y. Mend it."],
  [
    2,
    "The configuration of stack staging has 2 problems:\n  - x1 is y. Mend it.\n  - x2 is y. Mend it.",
  ],
])("the report counts and lists %d", (count, report) => {
  const problems = Array.from({ length: count }, (_, index) => ({
    key: `x${index + 1}`,
    message: `x${index + 1} is y.`,
    hint: "Mend it.",
  }));
  expect(configReport(problems, "staging")).toBe(report);
});

test("other namespaces are none of the program's business", () => {
  expect(problemsOf({ "pagerduty:apiUrlOverride": "http://127.0.0.1:1" })).toEqual([]);
});

test("a local cloud's addresses are taken on loopback", () => {
  expect(
    problemsOf({
      "slipway:slackWebhookUrl": "http://127.0.0.1:8786/slack/services/T/B/X",
      "slipway:pagerdutyEventsUrl": "http://pagerduty.localhost:8786/v2/enqueue",
    }),
  ).toEqual([]);
});

test("without a list of systems a stack has all of them, and the channels have no suffix", () => {
  const {
    "slipway:systems": _systems,
    "slipway:channelSuffix": _suffix,
    ...rest
  } = stackConfig("production");
  expect(settingsSchema.parse(decodeConfig(rest))).toMatchObject({
    systems: ["collective-vision"],
    channelSuffix: "",
    pagerdutyEventsUrl: "https://events.pagerduty.com/v2/enqueue",
  });
});

/** Loads a stack's configuration as the program does, with some keys changed. */
async function load(change: Record<string, string>, env: NodeJS.ProcessEnv = programEnvironment) {
  await recordProgram("staging");
  pulumi.runtime.setAllConfig({ ...stackConfig("staging"), ...change });
  return loadConfig(env);
}

/** A group of the committed staging stack with some of its keys changed. */
function changed(key: string, change: Record<string, unknown>): Record<string, string> {
  const name = `slipway:${key}`;
  const committed: object = JSON.parse(stackConfig("staging")[name] ?? "");
  return { [name]: JSON.stringify({ ...committed, ...change }) };
}

test("a bad configuration ends the program with the report and no stack trace", async () => {
  const loading = load({ "slipway:zone": "" });
  await expect(loading).rejects.toThrow(
    /^The configuration of stack staging has \d problems?:\n {2}- slipway:zone/,
  );
  await expect(loading).rejects.toBeInstanceOf(pulumi.RunError);
});

test.each<[string, Record<string, string>, NodeJS.ProcessEnv, RegExp]>([
  [
    "a host that another stack's committed file has",
    changed("collectiveVision", { host: "feedback.example.com" }),
    programEnvironment,
    /slipway:collectiveVision.host is "feedback.example.com" in both/,
  ],
  [
    "the local cloud's values where the vendors are the real ones",
    {},
    { PULUMI_CONFIG_SECRET_KEYS: programEnvironment.PULUMI_CONFIG_SECRET_KEYS },
    /slipway:accountId is "10ca/,
  ],
  [
    "a secret that is kept in the clear",
    {},
    { ...programEnvironment, PULUMI_CONFIG_SECRET_KEYS: "" },
    /slipway:stripeSecretKey is kept in the clear; it must be encrypted/,
  ],
])("the program refuses %s", async (_title, change, env, reason) => {
  await expect(load(change, env)).rejects.toThrow(reason);
});

test("the program warns of a difference between stacks that nobody has reviewed", async () => {
  const warn = vi.spyOn(pulumi.log, "warn").mockResolvedValue();
  onTestFinished(() => warn.mockRestore());
  await load(changed("delivery", { branches: ["main", "hotfix"] }));
  expect(warn.mock.calls.map(([text]) => text)).toEqual([
    expect.stringContaining("slipway:delivery.branches"),
  ]);
});

test("secrets are outputs that the engine keeps secret", async () => {
  const { secrets } = await load({});
  for (const value of Object.values(secrets)) expect(await pulumi.isSecret(value)).toBe(true);
});
