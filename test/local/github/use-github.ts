import { Octokit } from "@octokit/rest";
import { createGithub } from "../../../local/vendors/github/index.ts";
import { useVendor, type VendorServer } from "../support/vendor-server.ts";

export interface GithubServer extends VendorServer {
  octokit: Octokit;
  /** The seeded repository. */
  repo: { owner: string; repo: string };
}

/** GitHub's own client, connected to a fresh emulator. */
export async function useGithub(): Promise<GithubServer> {
  const server = await useVendor(createGithub);
  const { owner, repository } = server.context.settings.github;
  return { ...server, octokit: clientFor(server), repo: { owner, repo: repository } };
}

function clientFor({ url }: VendorServer): Octokit {
  const quiet = { debug() {}, info() {}, warn() {}, error() {} };
  return new Octokit({ auth: "local-github", baseUrl: url, log: quiet });
}

/** An environment that takes branch and tag patterns. */
export async function putProduction({ octokit, repo }: GithubServer, waitTimer = 5): Promise<void> {
  await octokit.repos.createOrUpdateEnvironment({
    ...repo,
    environment_name: "production",
    wait_timer: waitTimer,
    prevent_self_review: true,
    reviewers: [{ type: "User", id: 7_003_003 }],
    deployment_branch_policy: { protected_branches: false, custom_branch_policies: true },
  });
}

/** Status and body of the refusal that a call ends with. */
export async function refusal(call: Promise<unknown>): Promise<{ status: number; body: unknown }> {
  try {
    await call;
  } catch (error) {
    const { status, response } = error as { status: number; response?: { data: unknown } };
    return { status, body: response?.data };
  }
  throw new Error("The call was not refused.");
}
