import type { BranchPolicy, Environment, Repository, Team, User } from "../state.ts";
import { simpleUser } from "./accounts.ts";
import { type Links, nodeId, type Wire } from "./common.ts";
import { repositoryPage, repositoryUrl } from "./repositories.ts";
import { teamSimple } from "./teams.ts";

type Rule = NonNullable<Wire<"environment">["protection_rules"]>[number];
type WireReviewers = NonNullable<Extract<Rule, { reviewers?: unknown }>["reviewers"]>;

/** A reviewer with the account it stands for. */
export type ResolvedReviewer =
  | { type: "User"; user: User }
  | { type: "Team"; team: Team; owner: Parameters<typeof teamSimple>[2] };

export function environment(
  links: Links,
  repository: Repository,
  value: Environment,
  reviewers: readonly ResolvedReviewer[],
): Wire<"environment"> {
  const path = `environments/${encodeURIComponent(value.name)}`;
  return {
    id: value.id,
    node_id: nodeId("EN", value.id),
    name: value.name,
    url: `${repositoryUrl(links, repository)}/${path}`,
    html_url: `${repositoryPage(links, repository)}/deployments/activity_log?environments_filter=${encodeURIComponent(value.name)}`,
    created_at: value.createdAt,
    updated_at: value.updatedAt,
    // Not in the published schema, but sent by GitHub and read by its clients.
    ...{ can_admins_bypass: value.canAdminsBypass },
    protection_rules: protectionRules(links, value, reviewers),
    deployment_branch_policy: value.branchPolicy && {
      protected_branches: value.branchPolicy.protectedBranches,
      custom_branch_policies: value.branchPolicy.customBranchPolicies,
    },
  };
}

export function branchPolicy({ id, name, type }: BranchPolicy): Wire<"deployment-branch-policy"> {
  return { id, node_id: nodeId("BP", id), name, type };
}

/** Only rules that are on are listed; their ids follow from the environment's. */
function protectionRules(
  links: Links,
  value: Environment,
  reviewers: readonly ResolvedReviewer[],
): Rule[] {
  const rules: Rule[] = [];
  const add = (offset: number) => {
    const id = value.id * 10 + offset;
    return { id, node_id: nodeId("GA", id) };
  };
  if (value.waitTimer > 0) {
    rules.push({ ...add(1), type: "wait_timer", wait_timer: value.waitTimer });
  }
  if (reviewers.length > 0) {
    rules.push({
      ...add(2),
      type: "required_reviewers",
      prevent_self_review: value.preventSelfReview,
      reviewers: reviewers.map((each) => wireReviewer(links, each)),
    });
  }
  if (value.branchPolicy) rules.push({ ...add(3), type: "branch_policy" });
  return rules;
}

function wireReviewer(links: Links, reviewer: ResolvedReviewer): WireReviewers[number] {
  return reviewer.type === "User"
    ? { type: "User", reviewer: simpleUser(links, reviewer.user) }
    : {
        type: "Team",
        reviewer: { ...teamSimple(links, reviewer.team, reviewer.owner), parent: null },
      };
}
