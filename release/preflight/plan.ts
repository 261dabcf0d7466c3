import type { EngineReport, StackEngine, UpdateProgress } from "../engine.ts";
import { deletionConcerns } from "../plan/deletion-guard.ts";
import type { LostObject } from "../plan/lost-object.ts";
import type { Plan } from "../plan/planned-change.ts";

/** What the program in this checkout would do with a stack. */
export interface CheckoutPlan {
  /** The newest of its Workers' releases; undefined where it has none. */
  readonly release: string | undefined;
  /** Resources by operation: `{same: 41, update: 2}`. */
  readonly changes: EngineReport["changes"];
  /** Resource by resource. */
  readonly plan: Plan;
  /** Why it needs the stack's typed name; empty where it does not. */
  readonly concerns: readonly string[];
  /** What is gone at the vendors afterwards. */
  readonly lost: readonly LostObject[];
  /** What the program warns of, each once. */
  readonly warnings: readonly string[];
}

/**
 * Runs the program as a preview: the one thing that checks all of the configuration, the migrations and
 * the build, and that knows what release the checkout is.
 * @throws ReleaseError as the engine does.
 */
export async function planOfCheckout(
  engine: Pick<StackEngine, "preview">,
  {
    onMessage,
    signal,
  }: { onMessage?: UpdateProgress["onMessage"]; signal?: AbortSignal | undefined },
): Promise<CheckoutPlan> {
  const releases: string[] = [];
  const { changes, plan, warnings } = await engine.preview(
    {},
    {
      onDeclared(urn, { annotations }) {
        if (!urn.includes("cloudflare:index/workerVersion:WorkerVersion::")) return;
        const tag = (annotations as { workersTag?: unknown } | undefined)?.workersTag;
        if (typeof tag === "string") releases.push(tag);
      },
      ...(onMessage && { onMessage }),
    },
    signal,
  );
  return {
    release: newest(releases),
    changes,
    plan,
    concerns: deletionConcerns(plan),
    lost: plan.changes.flatMap((change) => change.lost ?? []),
    warnings: [...new Set(warnings)],
  };
}

/** By the time in `<short sha>-<YYYYMMDDHHMMSS>`, as the program finds the release of a stack. */
function newest(releases: readonly string[]): string | undefined {
  const timeOf = (release: string) => release.split("-")[1] ?? "";
  return releases.toSorted((one, other) => timeOf(other).localeCompare(timeOf(one)))[0];
}
