import type { Finding, StackDrift } from "../drift/finding.ts";
import type { RefreshedResource } from "../drift/refreshed-resource.ts";
import type { Plan, PlannedChange } from "../plan/planned-change.ts";

export type Properties = Readonly<Record<string, unknown>>;

/** What is known of a stack: the program's word, the state's and the platforms'. */
export interface Knowledge {
  readonly stack: string;
  /** The inputs of every resource that the program declares, by its URN; secrets are masked. */
  readonly declared: ReadonlyMap<string, Properties>;
  /** The program against the state. */
  readonly plan: Plan;
  /** The state against the platforms. */
  readonly drift: StackDrift;
  readonly resources: readonly RefreshedResource[];
}

/** What is known of one resource. */
export interface ResourceKnowledge {
  /** Undefined for what is declared no more. */
  readonly declared: Properties | undefined;
  /** Undefined for what was never made. */
  readonly state: RefreshedResource | undefined;
  readonly change: PlannedChange | undefined;
  readonly finding: Finding | undefined;
}

export function knowledgeOf(
  { declared, plan, drift, resources }: Knowledge,
  urn: string,
): ResourceKnowledge {
  const change = plan.changes.find((each) => each.urn === urn);
  return {
    declared: change?.operation === "delete" ? undefined : declared.get(urn),
    state: resources.find((each) => each.urn === urn),
    change,
    finding: drift.findings.find((each) => each.urn === urn),
  };
}

/**
 * Why a value cannot be said to be as the state has it, although nothing was found of it.
 * @param check who sees what the engine does not; undefined where that is nothing.
 */
export function blindness({ drift }: Knowledge, check: string | undefined): string | undefined {
  const concerns = ["stack", "refresh", ...(check === undefined ? [] : [check])];
  const unread = drift.findings.find(
    ({ kind, verdict, object }) =>
      kind === "check" && verdict === "cannot-tell" && concerns.includes(object),
  );
  return unread?.note;
}
