import { isDeepStrictEqual } from "node:util";
import { vendorChecks } from "../drift/check.ts";
import type { Finding } from "../drift/finding.ts";
import { kindOf, type RefreshedResource } from "../drift/refreshed-resource.ts";
import { parsePath } from "../plan/property-path.ts";
import { shown } from "../plan/shown-value.ts";
import {
  blindness,
  type Knowledge,
  knowledgeOf,
  type Properties,
  type ResourceKnowledge,
} from "./knowledge.ts";
import type { Push, ValueState } from "./value-state.ts";

interface Binding {
  readonly name: string;
  readonly type: string;
  readonly text?: unknown;
}

/** A Worker whose values are looked at. */
interface Worker extends ResourceKnowledge {
  readonly stack: string;
  readonly scriptName: string;
  readonly urn: string;
  readonly deployment: RefreshedResource;
  /** What was found of its traffic: other versions serve than the declared one. */
  readonly traffic: Finding | undefined;
  readonly blind: string | undefined;
  /** Whether it, or its version, is at Cloudflare no more. */
  readonly isGone: boolean;
  /** Whether an earlier version is deployed than the one that has the declared values. */
  readonly isPinned: boolean;
}

/**
 * The variables and secrets of a Worker. They are part of its versions, which never change: as long as
 * the declared version has all traffic, what it holds is what was declared.
 * @param urn of its `WorkerVersion`.
 */
export function workerValues(knowledge: Knowledge, urn: string): ValueState[] {
  const worker = workerOf(knowledge, urn);
  if (worker === undefined) return unknownWorkerValues(knowledge, urn);
  const [declared, held] = [textsOf(worker.declared), textsOf(worker.state?.inputs)];
  const names = new Set([...declared.keys(), ...held.keys()]);
  return [...names].sort().map((name) => {
    const value = bindingValue(worker, name, declared.get(name), held.get(name));
    return value.verdict === "same" ? value : { ...value, ...pushOf(worker) };
  });
}

function workerOf(knowledge: Knowledge, urn: string): Worker | undefined {
  const known = knowledgeOf(knowledge, urn);
  const ofKind = (kind: string) => knowledge.resources.filter((each) => kindOf(each) === kind);
  const scriptName = ofKind("Worker").find(({ id }) => id === known.state?.inputs.workerId)?.inputs
    .name;
  const deployment = ofKind("WorkersDeployment").find(
    ({ inputs }) => inputs.scriptName === scriptName,
  );
  if (known.state === undefined || scriptName === undefined || deployment === undefined) {
    return undefined;
  }
  const traffic = knowledge.drift.findings.find((each) => each.urn === deployment.urn);
  const [deployed] = deployment.inputs.versions as readonly { readonly versionId: string }[];
  return {
    ...known,
    stack: knowledge.stack,
    scriptName: String(scriptName),
    urn,
    deployment,
    traffic,
    blind: blindness(knowledge, vendorChecks.traffic),
    isGone: [known.finding, traffic].some((finding) => finding?.verdict === "missing"),
    isPinned: deployed?.versionId !== known.state.id,
  };
}

type Value = Omit<ValueState, "push">;

function bindingValue(
  worker: Worker,
  name: string,
  declared: Binding | undefined,
  held: Binding | undefined,
): Value {
  const value = {
    platform: "Cloudflare",
    holder: worker.scriptName,
    name,
    declared: shown(declared?.text),
    live: shown(held?.text),
  } as const;
  if (worker.isGone) return { ...value, verdict: "differs", live: undefined };
  if (worker.isPinned) return { ...value, verdict: "cannot-tell", note: pinned };
  const found = worker.traffic?.changes.find(({ path }) => path === `bindings.${name}`);
  if (found !== undefined) {
    const live = found.found as Partial<Binding> | undefined;
    const isHeld = live?.type === "secret_text";
    return { ...value, verdict: "differs", live: isHeld ? "[secret]" : live?.text };
  }
  if (!isDeepStrictEqual(declared, held)) return { ...value, verdict: "differs" };
  if (declared?.type === "secret_text") {
    const secret = compareSecret(worker, name);
    if (secret !== undefined) return { ...value, ...secret };
  }
  if (worker.blind !== undefined) return { ...value, verdict: "cannot-tell", note: worker.blind };
  return { ...value, verdict: "same" };
}

const pinned = "The Worker is pinned to an earlier version, which keeps the values that it has.";

/** What can be said of a secret that is both declared and held; undefined where nothing speaks against it. */
function compareSecret(
  { change, declared, state, traffic }: Worker,
  name: string,
): Pick<Value, "verdict" | "note"> | undefined {
  const positionIn = (inputs: Properties | undefined) =>
    bindingsOf(inputs).findIndex((binding) => binding.name === name);
  const position = positionIn(declared);
  if (change !== undefined && positionIn(state?.inputs) !== position) {
    const note = "The engine compares bindings by their position, and the list is another one.";
    return { verdict: "cannot-tell", note };
  }
  const isPlanned = change?.fields.some(({ path }) => {
    const [root, index] = parsePath(path);
    return root === "bindings" && index === position;
  });
  if (isPlanned) return { verdict: "differs" };
  if (traffic === undefined) return undefined;
  const note = "A version that was made elsewhere serves, and nobody can read its secrets.";
  return { verdict: "cannot-tell", note };
}

function pushOf(worker: Worker): { push?: Push } {
  const { stack, urn, change, deployment, traffic, isGone, isPinned } = worker;
  if (isGone) return leftTo(`npx slipway drift ${stack} --fix`);
  if (change !== undefined && !changesOnlyTexts(worker)) {
    return leftTo(
      `This checkout is another release; its values come with it: npx slipway deploy ${stack}`,
    );
  }
  if (isPinned) return leftTo(`A release of other code ends the pin: npx slipway deploy ${stack}`);
  if (change !== undefined) return { push: { kind: "version", urns: [urn, deployment.urn] } };
  if (traffic !== undefined) return { push: { kind: "traffic", urns: [deployment.urn] } };
  return {};
}

function leftTo(advice: string): { push: Push } {
  return { push: { kind: "left", advice } };
}

/** Whether a new version would have the same code and the same bindings otherwise. */
function changesOnlyTexts({ change, declared, state }: Worker): boolean {
  const isOfBindings = change?.fields.every(({ path }) => parsePath(path)[0] === "bindings");
  const others = (inputs: Properties | undefined) =>
    bindingsOf(inputs).filter((binding) => !isText(binding));
  return isOfBindings === true && isDeepStrictEqual(others(declared), others(state?.inputs));
}

/** Of a Worker that was never deployed, or of which nothing could be read. */
function unknownWorkerValues(knowledge: Knowledge, urn: string): ValueState[] {
  const { stack, declared, plan } = knowledge;
  const holder = urn.split("::").at(-1) ?? urn;
  const isNew = plan.changes.some((each) => each.urn === urn && each.operation === "create");
  const push = { kind: "left", advice: `It is new: npx slipway deploy ${stack}` } as const;
  const note = blindness(knowledge, vendorChecks.traffic) ?? "Its deployment is not in the state.";
  return [...textsOf(declared.get(urn)).values()].map(({ name, text }) => {
    const value = { platform: "Cloudflare", holder, name, declared: shown(text) } as const;
    if (isNew) return { ...value, verdict: "differs", live: undefined, push };
    return { ...value, verdict: "cannot-tell", live: value.declared, note };
  });
}

function textsOf(inputs: Properties | undefined): ReadonlyMap<string, Binding> {
  return new Map(
    bindingsOf(inputs)
      .filter(isText)
      .map((binding) => [binding.name, binding]),
  );
}

function isText({ type }: Binding): boolean {
  return type === "plain_text" || type === "secret_text";
}

function bindingsOf(inputs: Properties | undefined): readonly Binding[] {
  return (inputs?.bindings ?? []) as readonly Binding[];
}
