import type { types } from "@pulumi/github";
import * as pulumi from "@pulumi/pulumi";
import { github } from "../providers.ts";

export interface GithubDeliveryArgs {
  readonly repository: pulumi.Input<string>;
  readonly environment: string;
  /** Ids of GitHub users, at most 6; one must approve. Empty: deployments start by themselves. */
  readonly reviewers: readonly number[];
  readonly preventSelfReview: boolean;
  /** Minutes between the approval and the deployment. */
  readonly waitMinutes: number;
  /** Patterns of the branches and tags that may be deployed. */
  readonly branches: readonly string[];
  readonly tags: readonly string[];
  /** Names in upper case, as GitHub keeps them; values must be Pulumi secrets. */
  readonly secrets: Readonly<Record<string, pulumi.Input<string>>>;
  readonly variables: Readonly<Record<string, pulumi.Input<string>>>;
}

/** A GitHub environment: who may deploy what to it, and what its workflows are given. */
export class GithubDelivery extends pulumi.ComponentResource {
  readonly environment: pulumi.Output<string>;

  constructor(name: string, args: GithubDeliveryArgs, opts?: pulumi.ComponentResourceOptions) {
    super("slipway:components:GithubDelivery", name, {}, opts);
    const { repository } = args;

    const environment = new github.RepositoryEnvironment(
      name,
      {
        repository,
        environment: args.environment,
        waitTimer: args.waitMinutes,
        preventSelfReview: args.preventSelfReview,
        canAdminsBypass: false,
        deploymentBranchPolicy: { protectedBranches: false, customBranchPolicies: true },
        reviewers: reviewersOf(args.reviewers),
      },
      { parent: this },
    );
    // By its output, so that everything in the environment comes after it.
    const inEnvironment = { repository, environment: environment.environment };
    const options = { parent: this };

    for (const branchPattern of args.branches) {
      const key = `${name}-branch-${slug(branchPattern)}`;
      new github.RepositoryEnvironmentDeploymentPolicy(
        key,
        { ...inEnvironment, branchPattern },
        options,
      );
    }
    for (const tagPattern of args.tags) {
      const key = `${name}-tag-${slug(tagPattern)}`;
      new github.RepositoryEnvironmentDeploymentPolicy(
        key,
        { ...inEnvironment, tagPattern },
        options,
      );
    }
    for (const [secretName, value] of Object.entries(args.secrets)) {
      const key = `${name}-${slug(secretName)}`;
      new github.ActionsEnvironmentSecret(
        key,
        { ...inEnvironment, secretName, value },
        // Both have the same name, so deleting the old one last would take the new one away.
        { ...options, deleteBeforeReplace: true },
      );
    }
    for (const [variableName, value] of Object.entries(args.variables)) {
      const key = `${name}-${slug(variableName)}`;
      new github.ActionsEnvironmentVariable(
        key,
        { ...inEnvironment, variableName, value },
        options,
      );
    }

    this.environment = environment.environment;
    this.registerOutputs({ environment: this.environment });
  }
}

/** No entry at all where nobody must approve: an empty one is a change for ever. */
function reviewersOf(ids: readonly number[]): types.input.RepositoryEnvironmentReviewer[] {
  return ids.length === 0 ? [] : [{ users: [...ids] }];
}

/** A part of a logical name: `v*` becomes `v`, `CLOUDFLARE_API_TOKEN` becomes `cloudflare-api-token`. */
function slug(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "");
}
