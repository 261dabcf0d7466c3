import { expect, test } from "vitest";
import { type GithubServer, refusal, useGithub } from "./use-github.ts";

const protectMain = {
  name: "Protect main",
  target: "branch" as const,
  enforcement: "active" as const,
  conditions: { ref_name: { include: ["~DEFAULT_BRANCH"], exclude: [] } },
  rules: [
    { type: "non_fast_forward" as const },
    {
      type: "pull_request" as const,
      parameters: {
        required_approving_review_count: 1,
        dismiss_stale_reviews_on_push: true,
        require_code_owner_review: false,
        require_last_push_approval: false,
        required_review_thread_resolution: false,
      },
    },
    {
      type: "required_status_checks" as const,
      parameters: {
        strict_required_status_checks_policy: true,
        required_status_checks: [{ context: "test" }],
      },
    },
  ],
  bypass_actors: [{ actor_id: 1, actor_type: "OrganizationAdmin" as const }],
};

function create({ octokit, repo }: GithubServer, changes: Partial<typeof protectMain> = {}) {
  return octokit.repos.createRepoRuleset({ ...repo, ...protectMain, ...changes });
}

test("a ruleset answers its conditions, rules and bypass actors as they were sent", async () => {
  const server = await useGithub();
  const { data } = await create(server);
  const { conditions, rules, bypass_actors } = protectMain;
  expect(data).toMatchObject({
    name: "Protect main",
    source_type: "Repository",
    source: "slipway-local/slipway",
    conditions,
    rules,
    bypass_actors,
  });
});

test("the list leaves rules and conditions out", async () => {
  const server = await useGithub();
  const { data: created } = await create(server);
  const { data } = await server.octokit.repos.getRepoRulesets(server.repo);
  expect(data.map(({ id }) => id)).toEqual([created.id]);
  expect(data[0]).not.toHaveProperty("rules");
});

test("an update changes what it names and nothing else", async () => {
  const server = await useGithub();
  const { data: created } = await create(server);
  const at = { ...server.repo, ruleset_id: created.id };
  await server.octokit.repos.updateRepoRuleset({ ...at, enforcement: "evaluate" });
  const { data } = await server.octokit.repos.getRepoRuleset(at);
  expect(data).toMatchObject({ enforcement: "evaluate", rules: protectMain.rules });
});

test("a deleted ruleset is gone", async () => {
  const server = await useGithub();
  const { data } = await create(server);
  const at = { ...server.repo, ruleset_id: data.id };
  await server.octokit.repos.deleteRepoRuleset(at);
  expect((await refusal(server.octokit.repos.getRepoRuleset(at))).status).toBe(404);
});

test("a name that is taken is refused", async () => {
  const server = await useGithub();
  await create(server);
  const { status, body } = await refusal(create(server));
  expect(status).toBe(422);
  expect(body).toMatchObject({ errors: [{ message: "Name must be unique" }] });
});

test("a rule that the target does not know is refused", async () => {
  const server = await useGithub();
  const rules = [{ type: "file_path_restriction" }] as never;
  const { status, body } = await refusal(create(server, { rules }));
  expect(status).toBe(422);
  expect(body).toMatchObject({
    errors: [{ message: expect.stringContaining("Invalid rule 'file_path_restriction'") }],
  });
});
