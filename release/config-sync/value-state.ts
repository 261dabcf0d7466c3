/** Who holds copies of a stack's configuration. */
export type Platform = "Cloudflare" | "GitHub" | "PagerDuty" | "Slack";

/** A value that follows from a stack's configuration, and the copy of it that a platform holds. */
export interface ValueState {
  readonly platform: Platform;
  /** Whose value it is, by the platform's name: a Worker, an environment, a channel. */
  readonly holder: string;
  /** `LOG_LEVEL`, or a property path: `layers[0].users[0]`. */
  readonly name: string;
  /** `same` and `differs` are proven. */
  readonly verdict: "same" | "differs" | "cannot-tell";
  /** `[secret]` for secrets; undefined where there is none. */
  readonly declared: unknown;
  /** What the platform holds; the declared value where that could not be told. */
  readonly live: unknown;
  /** Why it cannot be told. */
  readonly note?: string;
  /** Absent for what is in step, or what nobody can tell how to push. */
  readonly push?: Push;
}

/** How a value gets to its platform. */
export type Push =
  /** The engine updates, makes or deletes a resource. */
  | { readonly kind: "update"; readonly urns: readonly string[]; readonly needsRefresh: boolean }
  /** The engine makes a resource anew, because it cannot see that it differs. */
  | { readonly kind: "replace"; readonly urns: readonly string[] }
  /** A new version of a Worker, and its deployment through the rollout's gate. */
  | { readonly kind: "version"; readonly urns: readonly string[] }
  /** The declared version gets its traffic back, through the gate. */
  | { readonly kind: "traffic"; readonly urns: readonly string[] }
  /** Something else has to be done first, or instead. */
  | { readonly kind: "left"; readonly advice: string };

/** Whether it changes what a Worker's users get. */
export function isGated({ kind }: Push): boolean {
  return kind === "version" || kind === "traffic";
}
