/** What a check of the stacks' configuration found. */
export interface ConfigFinding {
  readonly stack: string;
  /** `unknown`: what there is cannot be read, so nothing can be said of it. */
  readonly kind: "problem" | "unknown";
  /** As `pulumi config` names it: `slipway:onCall.primary[0]`. */
  readonly key: string;
  /** What is wrong, the value unless it is a secret, and the rule. */
  readonly message: string;
  /** What to do about it. */
  readonly hint: string;
}
