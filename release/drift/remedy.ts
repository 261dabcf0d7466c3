/** What makes an object be as declared again. Applied by `fix.ts`, shown by the command. */
export type Remedy =
  /** The engine refreshes the object and updates or makes it. */
  | {
      readonly kind: "update";
      readonly urn: string;
      /** Whether others refer to its id, so that they have to follow a new one. */
      readonly hasDependents: boolean;
    }
  /** The engine makes it anew, because it cannot see that it differs. */
  | { readonly kind: "replace"; readonly urn: string }
  /** The declared version gets the traffic back, through the same gate as a new one. */
  | {
      readonly kind: "rollout";
      readonly scriptName: string;
      readonly versionId: string;
      /** The declared deployment's. */
      readonly message: string;
    }
  /** The vendor is asked for what is declared, because the provider has no way to do it. */
  | { readonly kind: "call"; readonly call: VendorCall }
  /** Nothing is done by itself: somebody decides. */
  | { readonly kind: "by-hand"; readonly advice: string };

export interface VendorCall {
  readonly vendor: "cloudflare" | "pagerduty" | "slack";
  readonly method: string;
  /** Slack: the method's name. */
  readonly path: string;
  readonly body: unknown;
}

/** How a remedy is shown: what a person would type or do. */
export function describeRemedy(remedy: Remedy, stack: string): string {
  switch (remedy.kind) {
    case "update": {
      const up = (options: string) => `pulumi up -s ${stack} ${options} --target '${remedy.urn}'`;
      const follow = remedy.hasDependents ? ` && ${up("--target-dependents")}` : "";
      return `${up("--refresh")}${follow}`;
    }
    case "replace":
      return `pulumi up -s ${stack} --target-replace '${remedy.urn}'`;
    case "rollout":
      return `${remedy.scriptName}: version ${remedy.versionId} to 100 % again, through the rollout's gate`;
    case "call": {
      const { vendor, method, path, body } = remedy.call;
      return `${vendor}: ${method} ${path} ${JSON.stringify(body)}`;
    }
    case "by-hand":
      return remedy.advice;
  }
}
