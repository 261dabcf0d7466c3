import { madeUpSha } from "./model/git.ts";
import { createLabel, defaultLabels } from "./model/labels.ts";
import { createRepository } from "./model/repositories.ts";
import { type GithubState, timestamp } from "./state.ts";

const ORGANIZATION_ID = 7_001_000;
const REPOSITORY_ID = 7_002_000;

/** The first one owns every accepted token. */
const seededUsers = [
  { id: 7_003_000, login: "slipway-admin", name: "Slipway Admin", email: "admin@example.com" },
  { id: 7_003_001, login: "ada-okafor", name: "Ada Okafor", email: "ada@example.com" },
  { id: 7_003_002, login: "ben-larsen", name: "Ben Larsen", email: "ben@example.com" },
  { id: 7_003_003, login: "chen-wei", name: "Chen Wei", email: "chen@example.com" },
  { id: 7_003_004, login: "dana-ruiz", name: "Dana Ruiz", email: "dana@example.com" },
  { id: 7_003_005, login: "evelyn-hart", name: "Evelyn Hart", email: "evelyn@example.com" },
] as const;

/** One organization with its people, and one repository with GitHub's default labels. */
export function seedGithub(state: GithubState): void {
  const { github } = state.context.settings;
  if (state.organizations.get(String(ORGANIZATION_ID))) return;
  state.context.store.transaction(() => {
    state.organizations.put(String(ORGANIZATION_ID), {
      id: ORGANIZATION_ID,
      login: github.owner,
      name: "Slipway Local",
      createdAt: timestamp(state),
    });
    for (const user of seededUsers) state.users.put(String(user.id), user);
    const repository = createRepository(
      state,
      github.owner,
      github.repository,
      { description: "Ships, watches and rolls back Cloudflare Workers products" },
      REPOSITORY_ID,
    );
    for (const label of defaultLabels) createLabel(state, repository, label, true);
    const sha = madeUpSha(github.owner, github.repository, "initial commit");
    const ref = "refs/heads/main";
    state.refs.put(`${REPOSITORY_ID}/${ref}`, {
      repositoryId: REPOSITORY_ID,
      ref,
      sha,
      type: "commit",
    });
  });
}
