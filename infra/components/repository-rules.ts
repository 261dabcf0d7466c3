import * as pulumi from "@pulumi/pulumi";
import { github } from "../providers.ts";

export interface RepositoryRulesArgs {
  readonly repository: pulumi.Input<string>;
  /** Names of the checks that a change must have passed. */
  readonly requiredChecks: readonly string[];
}

/** What every change of `main` goes through: one approval, the tests, no force push, no deletion. */
export class RepositoryRules extends pulumi.ComponentResource {
  constructor(name: string, args: RepositoryRulesArgs, opts?: pulumi.ComponentResourceOptions) {
    super("slipway:components:RepositoryRules", name, {}, opts);

    new github.RepositoryRuleset(
      `${name}-main`,
      {
        name: "main",
        repository: args.repository,
        target: "branch",
        enforcement: "active",
        conditions: { refName: { includes: ["refs/heads/main"], excludes: [] } },
        rules: {
          deletion: true,
          nonFastForward: true,
          pullRequest: { requiredApprovingReviewCount: 1, dismissStaleReviewsOnPush: true },
          requiredStatusChecks: {
            requiredChecks: args.requiredChecks.map((context) => ({ context })),
            strictRequiredStatusChecksPolicy: true,
          },
        },
      },
      { parent: this },
    );
    this.registerOutputs();
  }
}
