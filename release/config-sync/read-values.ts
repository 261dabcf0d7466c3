import { type DriftContext, observeStacks, type RefreshingEngine } from "../drift/check.ts";
import { kindOf } from "../drift/refreshed-resource.ts";
import { lockedOut, type StackEngine } from "../engine.ts";
import type { Knowledge, Properties } from "./knowledge.ts";
import { resourceValues } from "./resource-values.ts";
import type { ValueState } from "./value-state.ts";
import { workerValues } from "./worker-values.ts";

export type ValuesEngine = RefreshingEngine & Pick<StackEngine, "preview">;

/**
 * Compares every value that the program derives from a stack's configuration with the copy that its
 * platform holds: the program with the state, by a preview, and the state with the platforms, as
 * drift is found. Changes nothing.
 * @throws ReleaseError `locked`, `never-deployed`, or as the engine where the program cannot run.
 */
export async function readValues(
  engine: ValuesEngine,
  context: DriftContext,
  signal?: AbortSignal,
): Promise<readonly ValueState[]> {
  const lock = await engine.lock();
  if (lock !== undefined) throw lockedOut(engine.stackName, lock);
  const declared = new Map<string, Properties>();
  const onDeclared = (urn: string, inputs: Properties) => void declared.set(urn, inputs);
  const [{ plan }, observations] = await Promise.all([
    engine.preview({}, { onDeclared }, signal),
    observeStacks([engine], context),
  ]);
  const [observation] = observations;
  if (observation === undefined) return [];
  if (observation.failure !== undefined) throw observation.failure;
  const { drift, resources } = observation;
  return valuesOf({ stack: engine.stackName, declared, plan, drift, resources });
}

/** By platform and holder, in the order of the program. */
function valuesOf(knowledge: Knowledge): readonly ValueState[] {
  const deleted = knowledge.plan.changes.filter(({ operation }) => operation === "delete");
  const urns = new Set([...knowledge.declared.keys(), ...deleted.map(({ urn }) => urn)]);
  const isVersion = (urn: string) => kindOf({ type: urn.split("::")[2] ?? "" }) === "WorkerVersion";
  const values = [...urns].flatMap((urn) =>
    isVersion(urn) ? workerValues(knowledge, urn) : resourceValues(knowledge, urn),
  );
  const key = ({ platform, holder }: ValueState) => `${platform}/${holder}`;
  return values.toSorted((one, other) => key(one).localeCompare(key(other)));
}
