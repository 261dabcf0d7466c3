import { expect, test } from "vitest";
import { recordProgram } from "./program.ts";
import { find } from "./recorder.ts";

// Proves what people are told, who is paged, and who may deploy: systems.md S3 to S5.

const staging = await recordProgram("staging");
const production = await recordProgram("production");

const weekly = {
  name: "Weekly",
  start: "2026-01-05T09:00:00Z",
  rotationVirtualStart: "2026-01-05T09:00:00Z",
  rotationTurnLengthSeconds: 604_800,
};

test.each([
  ["on-call-primary", "primary", ["P-ada", "P-ben"]],
  ["on-call-secondary", "secondary", ["P-ben", "P-ada"]],
])("%s turns weekly among the %s people, found by e-mail", (name, key, users) => {
  const { inputs } = find(production, "pagerduty:index/schedule:Schedule", name);
  expect(inputs).toEqual({
    name: `Slipway ${key} on call (production)`,
    description: expect.any(String),
    timeZone: "Europe/Lisbon",
    layers: [{ ...weekly, users }],
  });
});

test("an incident goes up four levels: primary, team lead with secondary, manager, CTO", () => {
  const type = "pagerduty:index/escalationPolicy:EscalationPolicy";
  const { inputs } = find(production, type, "on-call-policy");
  const rule = (...targets: object[]) => ({ escalationDelayInMinutes: 15, targets });
  const schedule = (id: string) => ({ type: "schedule_reference", id });
  const user = (id: string) => ({ type: "user_reference", id });
  expect(inputs).toEqual({
    name: "Slipway (production)",
    description: expect.any(String),
    numLoops: 2,
    rules: [
      rule(schedule("on-call-primary-id")),
      rule(schedule("on-call-secondary-id"), user("P-chen")),
      rule(user("P-dana")),
      rule(user("P-evelyn")),
    ],
  });
});

test("staging's service is of low urgency, so it phones nobody", () => {
  const { inputs } = find(staging, "pagerduty:index/service:Service", "cv-pager");
  expect(inputs).toEqual({
    name: "Collective Vision (staging)",
    description: "The feedback widget and its API.",
    escalationPolicy: "on-call-policy-id",
    incidentUrgencyRule: { type: "constant", urgency: "low" },
    alertCreation: "create_alerts_and_incidents",
    acknowledgementTimeout: "1800",
    autoResolveTimeout: "14400",
  });
});

test("the integration's key becomes the Worker's routing key with nobody copying it", () => {
  const type = "pagerduty:index/serviceIntegration:ServiceIntegration";
  const integration = find(staging, type, "cv-pager-events");
  expect(integration.inputs).toEqual({
    name: "Workers",
    service: "cv-pager-id",
    type: "events_api_v2_inbound_integration",
  });
  expect(integration.options.additionalSecretOutputs).toEqual(["integrationKey"]);
  const version = find(
    staging,
    "cloudflare:index/workerVersion:WorkerVersion",
    "cv-worker-version",
  );
  const { secret: bindings } = version.inputs.bindings as { secret: object[] };
  expect(bindings).toContainEqual({
    name: "PAGERDUTY_ROUTING_KEY",
    type: "secret_text",
    text: "routing-key-canary",
  });
});

test.each([
  ["channels-deployments", "deployments-staging"],
  ["channels-incidents", "incidents-staging"],
])("%s is a public channel that keeps people who joined by themselves", (name, channel) => {
  const { inputs } = find(staging, "slack:index/conversation:Conversation", name);
  expect(inputs).toEqual({
    name: channel,
    isPrivate: false,
    topic: "Slipway, staging",
    purpose: expect.any(String),
    permanentMembers: ["U-ada", "U-ben"],
    adoptExistingChannel: true,
    actionOnUpdatePermanentMembers: "none",
    actionOnDestroy: "archive",
  });
});

test("the user group is whoever is on call, each once", () => {
  const { inputs } = find(production, "slack:index/usergroup:Usergroup", "channels-on-call");
  expect(inputs).toEqual({
    name: "On call (production)",
    handle: "on-call",
    description: "Who is on call for production.",
    users: ["U-ada", "U-ben"],
    channels: ["channels-incidents-id"],
  });
});

const environment = "github:index/repositoryEnvironment:RepositoryEnvironment";

test("production waits for a reviewer who is not the author, whatever an admin wants", () => {
  expect(find(production, environment, "delivery").inputs).toEqual({
    repository: "slipway",
    environment: "production",
    waitTimer: 5,
    preventSelfReview: true,
    canAdminsBypass: false,
    deploymentBranchPolicy: { protectedBranches: false, customBranchPolicies: true },
    reviewers: [{ users: [3, 4] }],
  });
});

test("staging deploys by itself", () => {
  const { inputs } = find(staging, environment, "delivery");
  expect(inputs).toMatchObject({ environment: "staging", waitTimer: 0, reviewers: [] });
});

test("production takes main and tags that start with v", () => {
  const type =
    "github:index/repositoryEnvironmentDeploymentPolicy:RepositoryEnvironmentDeploymentPolicy";
  const policies = production.registrations.filter((one) => one.type === type);
  expect(policies.map(({ inputs }) => inputs)).toEqual([
    { repository: "slipway", environment: "production", branchPattern: "main" },
    { repository: "slipway", environment: "production", tagPattern: "v*" },
  ]);
});

test("workflows get the account as a variable and the token as a secret", () => {
  const variable = "github:index/actionsEnvironmentVariable:ActionsEnvironmentVariable";
  expect(find(staging, variable, "delivery-cloudflare-account-id").inputs).toEqual({
    repository: "slipway",
    environment: "staging",
    variableName: "CLOUDFLARE_ACCOUNT_ID",
    value: "10ca1c10ad0000000000000000000001",
  });
  const secret = "github:index/actionsEnvironmentSecret:ActionsEnvironmentSecret";
  expect(find(staging, secret, "delivery-cloudflare-api-token").inputs).toEqual({
    repository: "slipway",
    environment: "staging",
    secretName: "CLOUDFLARE_API_TOKEN",
    value: { secret: "deploy-token-canary" },
  });
});

test("a change of main needs one approval and the tests, and main is never forced", () => {
  const type = "github:index/repositoryRuleset:RepositoryRuleset";
  expect(find(production, type, "repository-main").inputs).toEqual({
    name: "main",
    repository: "slipway",
    target: "branch",
    enforcement: "active",
    conditions: { refName: { includes: ["refs/heads/main"], excludes: [] } },
    rules: {
      deletion: true,
      nonFastForward: true,
      pullRequest: { requiredApprovingReviewCount: 1, dismissStaleReviewsOnPush: true },
      requiredStatusChecks: {
        requiredChecks: [{ context: "test" }],
        strictRequiredStatusChecksPolicy: true,
      },
    },
  });
});
