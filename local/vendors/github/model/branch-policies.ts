import { notFound } from "../errors.ts";
import type { BranchPolicy, Environment, GithubState } from "../state.ts";

export function listBranchPolicies(state: GithubState, environment: Environment): BranchPolicy[] {
  return state.branchPolicies.filter(
    (each) =>
      each.repositoryId === environment.repositoryId && each.environment === environment.name,
  );
}

/** @throws GithubError 404 */
export function findBranchPolicy(
  state: GithubState,
  environment: Environment,
  id: number,
): BranchPolicy {
  const policy = listBranchPolicies(state, environment).find((each) => each.id === id);
  if (!policy) throw notFound();
  return policy;
}

/**
 * @returns the new policy, or the one that already has this pattern (`isNew` false).
 * @throws GithubError 404 unless the environment takes custom policies.
 * @see https://docs.github.com/en/rest/deployments/branch-policies#create-a-deployment-branch-policy
 */
export function createBranchPolicy(
  state: GithubState,
  environment: Environment,
  input: { name: string; type: BranchPolicy["type"] },
): { policy: BranchPolicy; isNew: boolean } {
  if (!environment.branchPolicy?.customBranchPolicies) throw notFound();
  const same = listBranchPolicies(state, environment).find(
    (each) => each.name === input.name && each.type === input.type,
  );
  if (same) return { policy: same, isNew: false };
  const policy: BranchPolicy = {
    id: state.context.ids.next(),
    repositoryId: environment.repositoryId,
    environment: environment.name,
    ...input,
  };
  return { policy: state.branchPolicies.put(String(policy.id), policy), isNew: true };
}

export function renameBranchPolicy(
  state: GithubState,
  policy: BranchPolicy,
  name: string,
): BranchPolicy {
  return state.branchPolicies.put(String(policy.id), { ...policy, name });
}

export function deleteBranchPolicy(state: GithubState, { id }: BranchPolicy): void {
  state.branchPolicies.delete(String(id));
}
