/** Proves GitHub's quirks: ids, sealed secrets, what drift is seen and what is not. */
import sodium from "libsodium-wrappers";
import { expect, test } from "vitest";
import { type PropertyObject, Secret } from "../../../local/plugins/grpc/property-value.ts";
import { usePlugins } from "./support/engine.ts";
import { type Answers, useFakeApi } from "./support/fake-api.ts";

const REPO = "/api/v3/repos/acme/app";
const ENVIRONMENT = "/api/v3/repositories/4242/environments/prod";
const type = (name: string) =>
  `github:index/${name}:${name.charAt(0).toUpperCase()}${name.slice(1)}`;

async function useGithub(answers: Answers = {}) {
  const api = await useFakeApi({
    "GET /api/v3/orgs/acme": { body: { id: 7 } },
    [`GET ${REPO}`]: { body: { id: 4242, name: "app" } },
    ...answers,
  });
  const rig = await usePlugins(api.origin);
  const engine = await rig.connect("github");
  api.received.length = 0;
  return { api, engine };
}

test("a secret is sent in a box that only the repository's key opens", async () => {
  await sodium.ready;
  const pair = sodium.crypto_box_keypair();
  const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString("base64");
  const dates = { created_at: "2026-01-01T00:00:00Z", updated_at: "2026-01-02T00:00:00Z" };
  const { api, engine } = await useGithub({
    [`GET ${ENVIRONMENT}/secrets/public-key`]: {
      body: { key_id: "k1", key: base64(pair.publicKey) },
    },
    [`PUT ${ENVIRONMENT}/secrets/TOKEN`]: { status: 201, body: {} },
    [`GET ${ENVIRONMENT}/secrets/TOKEN`]: { body: dates },
  });
  const { id, outputs } = await engine.create(type("actionsEnvironmentSecret"), {
    repository: "app",
    environment: "prod",
    secretName: "TOKEN",
    value: "s3cret",
  });
  const put = api.received.find(({ method }) => method === "PUT");
  const { encrypted_value, key_id } = (put?.body ?? {}) as Record<string, string>;
  const box = Buffer.from(encrypted_value ?? "", "base64");
  const opened = sodium.crypto_box_seal_open(box, pair.publicKey, pair.privateKey);
  expect(Buffer.from(opened).toString()).toBe("s3cret");
  expect(key_id).toBe("k1");
  expect(id).toBe("app:prod:TOKEN");
  expect(outputs).toMatchObject({ value: new Secret("s3cret"), updatedAt: dates.updated_at });
});

test("a secret that was changed elsewhere is noted on refresh and not repaired", async () => {
  const changed = { created_at: "2026-01-01T00:00:00Z", updated_at: "2026-05-05T00:00:00Z" };
  const { engine } = await useGithub({ [`GET ${ENVIRONMENT}/secrets/TOKEN`]: { body: changed } });
  const inputs: PropertyObject = {
    repository: "app",
    environment: "prod",
    secretName: "TOKEN",
    value: new Secret("s"),
  };
  const state = { ...inputs, repositoryId: 4242, updatedAt: "2026-01-01T00:00:00Z" };
  const read = await engine.read(type("actionsEnvironmentSecret"), "app:prod:TOKEN", state, inputs);
  expect(read.outputs).toMatchObject({
    updatedAt: "2026-01-01T00:00:00Z",
    remoteUpdatedAt: "2026-05-05T00:00:00Z",
  });
  const difference = await engine.diff(type("actionsEnvironmentSecret"), read.outputs, inputs);
  expect(difference.changes).toEqual({});
});

test("a secret is deleted before it is made again", async () => {
  const { engine } = await useGithub();
  const state = { repository: "app", environment: "prod", secretName: "A", value: "v" };
  const difference = await engine.diff(type("actionsEnvironmentSecret"), state, {
    ...state,
    secretName: "B",
  });
  expect(difference).toMatchObject({ replaces: ["secretName"], deletesFirst: true });
});

test("a colon in an environment's name is written twice as a question mark in its id", async () => {
  const path = `${REPO}/environments/eu%3Aprod`;
  const { api, engine } = await useGithub({
    [`PUT ${path}`]: { body: {} },
    [`GET ${path}`]: { body: { can_admins_bypass: true, protection_rules: [] } },
  });
  const inputs = { repository: "app", environment: "eu:prod" };
  const { id, outputs } = await engine.create(type("repositoryEnvironment"), inputs);
  expect(id).toBe("app:eu??prod");
  expect(outputs).toMatchObject({ repositoryId: 4242 });
  api.received.length = 0;
  const read = await engine.read(type("repositoryEnvironment"), id, outputs, inputs);
  expect(read.outputs).toMatchObject({ environment: "eu:prod" });
  expect(api.calls()).toEqual([`GET ${path}`]);
});

test("a wait timer and reviewers that were changed by hand are differences", async () => {
  const path = `${REPO}/environments/prod`;
  const { engine } = await useGithub({
    [`GET ${path}`]: {
      body: { protection_rules: [{ type: "wait_timer", wait_timer: 30 }], can_admins_bypass: true },
    },
  });
  const inputs = {
    repository: "app",
    environment: "prod",
    waitTimer: 5,
    reviewers: [{ teams: [5001] }],
  };
  const state = { ...inputs, canAdminsBypass: true, preventSelfReview: false, repositoryId: 4242 };
  const read = await engine.read(type("repositoryEnvironment"), "app:prod", state, inputs);
  expect(await engine.diff(type("repositoryEnvironment"), read.outputs, inputs)).toMatchObject({
    changes: { waitTimer: "update", reviewers: "add" },
    replaces: [],
  });
});

test("a policy that changes from branch to tag is replaced", async () => {
  const { engine } = await useGithub();
  const state = { repository: "app", environment: "prod", branchPattern: "main", policyId: 1 };
  const news = { repository: "app", environment: "prod", tagPattern: "v*" };
  const difference = await engine.diff(type("repositoryEnvironmentDeploymentPolicy"), state, news);
  expect(difference.replaces.toSorted()).toEqual(["branchPattern", "tagPattern"]);
});

test("a team is read with its validator, and an unchanged one keeps its state", async () => {
  const { api, engine } = await useGithub({
    "GET /api/v3/organizations/7/team/5": { status: 304 },
  });
  const state = { name: "T", description: "d", privacy: "closed", etag: '"e1"' };
  const read = await engine.read(type("team"), "5", state, { name: "T" });
  expect(api.received[0]?.headers["if-none-match"]).toBe('"e1"');
  expect(read.outputs).toEqual(state);
});

test("a ruleset's rules are sent as typed parameters and read back without a difference", async () => {
  const rulesets = `${REPO}/rulesets`;
  const { api, engine } = await useGithub();
  api.answers[`POST ${rulesets}`] = ({ body }) => ({
    status: 201,
    body: { ...(body as object), id: 9, node_id: "R_9" },
  });
  api.answers[`GET ${rulesets}/9`] = () => ({
    body: { ...(api.received.find(({ method }) => method === "POST")?.body as object), id: 9 },
  });
  const inputs = {
    repository: "app",
    name: "main",
    target: "branch",
    enforcement: "active",
    conditions: { refName: { includes: ["~DEFAULT_BRANCH"], excludes: [] } },
    rules: {
      deletion: true,
      requiredStatusChecks: { requiredChecks: [{ context: "ci" }] },
      pullRequest: { requiredApprovingReviewCount: 1 },
      tagNamePattern: { operator: "regex", pattern: "^v" },
    },
  };
  const { id, outputs } = await engine.create(type("repositoryRuleset"), inputs);
  const sent = api.received.find(({ method }) => method === "POST")?.body as { rules: object[] };
  expect(sent.rules).toEqual([
    {
      type: "tag_name_pattern",
      parameters: { name: "", negate: false, operator: "regex", pattern: "^v" },
    },
    { type: "deletion" },
    {
      type: "pull_request",
      parameters: {
        allowed_merge_methods: ["merge", "squash", "rebase"],
        dismiss_stale_reviews_on_push: false,
        require_code_owner_review: false,
        require_last_push_approval: false,
        required_approving_review_count: 1,
        required_review_thread_resolution: false,
      },
    },
    {
      type: "required_status_checks",
      parameters: {
        do_not_enforce_on_create: false,
        required_status_checks: [{ context: "ci" }],
        strict_required_status_checks_policy: false,
      },
    },
  ]);
  const read = await engine.read(type("repositoryRuleset"), id, outputs, inputs);
  expect((await engine.diff(type("repositoryRuleset"), read.outputs, inputs)).changes).toEqual({});
});

test("getting a repository reads it and its alerts, and changes nothing", async () => {
  const { api, engine } = await useGithub();
  const read = await engine.read(type("repository"), "app");
  expect(read).toMatchObject({ id: "app", outputs: { repoId: 4242, vulnerabilityAlerts: false } });
  expect(api.calls()).toEqual([`GET ${REPO}`, `GET ${REPO}/vulnerability-alerts`]);
});

test("permissions are put back to GitHub's defaults when they are destroyed", async () => {
  const path = `${REPO}/actions/permissions`;
  const { api, engine } = await useGithub({ [`PUT ${path}`]: { status: 204 } });
  await engine.delete(type("actionsRepositoryPermissions"), "app", { repository: "app" });
  expect(api.received[0]?.body).toEqual({ enabled: true, allowed_actions: "all" });
});

test("a refusal says method, URL, status and GitHub's reasons", async () => {
  const { engine } = await useGithub({
    [`POST ${REPO}/actions/variables`]: {
      status: 422,
      body: { message: "Validation Failed", errors: [{ code: "already_exists", field: "name" }] },
    },
  });
  const inputs = { repository: "app", variableName: "V", value: "v" };
  await expect(engine.create(type("actionsVariable"), inputs)).rejects.toThrow(
    /^POST http:.*\/actions\/variables: 422 Validation Failed \[\{"code":"already_exists","field":"name"\}\]$/,
  );
});
