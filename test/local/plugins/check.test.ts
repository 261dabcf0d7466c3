/** Proves that wrong inputs are refused before anything is sent, all of them at once. */
import { expect, test } from "vitest";
import {
  type PropertyObject,
  Secret,
  unknown,
} from "../../../local/plugins/grpc/property-value.ts";
import { usePlugins } from "./support/engine.ts";
import { useFakeApi } from "./support/fake-api.ts";

const QUEUE = "cloudflare:index/queue:Queue";
const DEPLOYMENT = "cloudflare:index/workersDeployment:WorkersDeployment";

async function useCloudflare() {
  const api = await useFakeApi();
  const rig = await usePlugins(api.origin);
  return { api, engine: await rig.connect("cloudflare") };
}

test("unknown, missing and wrong inputs are all named in one message", async () => {
  const { api, engine } = await useCloudflare();
  const { failures } = await engine.check(QUEUE, {
    accountId: 7,
    settings: { deliveryDelay: "soon" },
    qeueName: "jobs",
  });
  expect(failures).toHaveLength(1);
  expect(failures[0]?.split("\n")).toEqual([
    `Unsupported argument. An argument named "qeueName" is not expected here; it may be one of: accountId, queueName, settings. Examine values at 'it.qeueName'.`,
    `Incorrect attribute value type. Inappropriate value for attribute "accountId": a string is required, got number. Examine values at 'it.accountId'.`,
    `Missing required argument. The argument "queueName" is required, but no definition was found. Examine values at 'it.queueName'.`,
    `Incorrect attribute value type. Inappropriate value for attribute "settings.deliveryDelay": a number is required, got string. Examine values at 'it.settings.deliveryDelay'.`,
  ]);
  expect(api.received).toEqual([]);
});

test("a property that only the vendor sets cannot be given", async () => {
  const { engine } = await useCloudflare();
  const { failures } = await engine.check(QUEUE, { accountId: "a", queueName: "q", queueId: "x" });
  expect(failures).toEqual([
    `Invalid Configuration for Read-Only Attribute. "queueId" is set by the vendor and cannot be given. Examine values at 'it.queueId'.`,
  ]);
});

test.each([
  { percentage: 0, isRefused: true },
  { percentage: 0.009, isRefused: true },
  { percentage: 0.01, isRefused: false },
  { percentage: 100, isRefused: false },
  { percentage: 100.01, isRefused: true },
])("a deployment of $percentage percent is refused: $isRefused", async (row) => {
  const { engine } = await useCloudflare();
  const { failures } = await engine.check(
    DEPLOYMENT,
    {
      accountId: "a",
      scriptName: "api",
      strategy: "percentage",
      versions: [
        { versionId: "v1", percentage: 100 },
        { versionId: "v2", percentage: row.percentage },
      ],
    },
    {},
    "apiD",
  );
  expect(failures).toEqual(
    row.isRefused
      ? [
          `Invalid Attribute Value. Attribute versions[1].percentage value must be between 0.010000 and 100.000000, got: ${row.percentage.toFixed(6)}. Examine values at 'apiD.versions[1].percentage'.`,
        ]
      : [],
  );
});

test("unknown values pass every rule and stay unknown, secrets stay secret", async () => {
  const { engine } = await useCloudflare();
  const news: PropertyObject = {
    accountId: new Secret("a"),
    scriptName: unknown,
    strategy: "percentage",
    versions: [{ versionId: unknown, percentage: unknown }],
  };
  const { inputs, failures } = await engine.check(DEPLOYMENT, news);
  expect(failures).toEqual([]);
  expect(inputs).toEqual(news);
});

test("a value that the vendor's schema calls secret becomes one", async () => {
  const { engine } = await useCloudflare();
  const { inputs } = await engine.check(
    "cloudflare:index/notificationPolicyWebhooks:NotificationPolicyWebhooks",
    { accountId: "a", name: "n", url: "https://example.com", secret: "s" },
  );
  expect(inputs).toMatchObject({ name: "n", secret: new Secret("s") });
});

test.each([
  {
    type: "github:index/repositoryEnvironment:RepositoryEnvironment",
    inputs: {
      repository: "r",
      environment: "e",
      deploymentBranchPolicy: { protectedBranches: true, customBranchPolicies: true },
    },
    says: '"protected_branches" and "custom_branch_policies" cannot have the same value.',
  },
  {
    type: "github:index/actionsEnvironmentSecret:ActionsEnvironmentSecret",
    inputs: { repository: "r", environment: "e", secretName: "S" },
    says: "Exactly one of value, value_encrypted, plaintext_value, encrypted_value must be given; got none.",
  },
  {
    type: "github:index/repositoryEnvironment:RepositoryEnvironment",
    inputs: { repository: "r", environment: "e", waitTimer: 43_201 },
    says: "Invalid Attribute Value. Attribute waitTimer value must be between 0 and 43200, got: 43201. Examine values at 'it.waitTimer'.",
  },
])("rules over several properties hold: $says", async ({ type, inputs, says }) => {
  const api = await useFakeApi({ "GET /api/v3/orgs/acme": { body: { id: 7 } } });
  const rig = await usePlugins(api.origin);
  const engine = await rig.connect("github");
  expect((await engine.check(type, inputs)).failures).toEqual([says]);
});

test("a name that a program leaves out is the logical name with a suffix, and stays", async () => {
  const api = await useFakeApi();
  const rig = await usePlugins(api.origin);
  const engine = await rig.connect("slack");
  const type = "slack:index/conversation:Conversation";
  const first = await engine.check(type, { isPrivate: false }, {}, "alerts");
  expect(first.inputs.name).toMatch(/^alerts-[0-9a-f]{7}$/);
  const second = await engine.check(type, { isPrivate: false }, first.inputs, "alerts");
  expect(second.inputs.name).toBe(first.inputs.name);
});

test("Cloudflare's resources get no name of their own", async () => {
  const { engine } = await useCloudflare();
  const { failures } = await engine.check("cloudflare:index/worker:Worker", { accountId: "a" });
  expect(failures[0]).toMatch(/^Missing required argument\. The argument "name" is required/);
});

test("a resource type that is not here is refused by name", async () => {
  const { engine } = await useCloudflare();
  await expect(engine.check("cloudflare:index/list:List", {})).rejects.toThrow(
    "The local cloudflare provider has no resource type cloudflare:index/list:List.",
  );
});
