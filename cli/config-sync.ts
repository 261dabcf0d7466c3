import { ownNames } from "../infra/naming.ts";
import { readCommittedStack } from "../infra/services.ts";
import { type PushPlan, planPush } from "../release/config-sync/push-plan.ts";
import { type PushPorts, pushValues } from "../release/config-sync/push-values.ts";
import { readValues } from "../release/config-sync/read-values.ts";
import type { ValueState } from "../release/config-sync/value-state.ts";
import { describePlan, updateProgress } from "../release/deploy/update-progress.ts";
import { vendorApis } from "../release/drift/vendor-apis.ts";
import { StackEngine } from "../release/engine.ts";
import { githubApi } from "../release/github-api.ts";
import { deletionConcerns } from "../release/plan/deletion-guard.ts";
import type { Plan } from "../release/plan/planned-change.ts";
import { lockCheck, workflowCheck } from "../release/preflight/other-deployments.ts";
import type { PolicyException } from "../release/preflight/policy.ts";
import {
  deletionCheck,
  type Preflight,
  type PreflightFindings,
  policyStep,
} from "../release/preflight/preflight.ts";
import { impatientApi } from "../release/rollback/control-plane.ts";
import { type RunIdentity, runIdentity } from "../release/run-identity.ts";
import { readStackFile, requireStacks, stacksOf } from "../release/stack-file.ts";
import { readServing } from "../release/status/serving.ts";
import { projectRoot } from "./commands/local/options.ts";
import { ExitCode } from "./exit-codes.ts";
import { interruptible } from "./interruption.ts";
import type { Output } from "./output.ts";
import { finishRun, indented, runObserver } from "./render-run.ts";
import { describeValues } from "./render-values.ts";
import { confirmStack } from "./stack-confirmation.ts";

/** What somebody asks for who looks at a stack's values, or pushes them. */
export interface SyncRequest {
  readonly stack: string;
  readonly apply: boolean;
  readonly yes: boolean;
  readonly overrideWindow: boolean;
  readonly reason?: string | undefined;
  readonly confirm?: string | undefined;
}

/** Shows which platforms hold other values than the configuration says, and pushes them if asked. */
export function syncConfig(request: SyncRequest, output: Output): Promise<ExitCode> {
  return interruptible(output, (signal) => sync(request, signal, output));
}

async function sync(request: SyncRequest, signal: AbortSignal, output: Output): Promise<ExitCode> {
  const { stack, apply, yes } = request;
  await requireStacks([stack], projectRoot);
  const identity = runIdentity();
  const engine = StackEngine.open(stack, projectRoot);
  const context = { apis: vendorApis(), names: ownNames };
  const read = () => readValues(engine, context, signal);
  const values = await read();
  const push = planPush(values);
  const plan = await planOf(engine, push, signal);
  const found = { stack, values, plan };
  show(found, output);
  if (!apply || push.values.length === 0) {
    if (!apply && push.values.length > 0) {
      output.line(`Nothing was changed. To push: ${command(stack)}`);
    }
    output.json({ correlationId: identity.correlationId, ...found });
    return values.every(({ verdict }) => verdict === "same") ? ExitCode.ok : ExitCode.warnings;
  }
  await confirmStack(stack, yes ? stack : undefined, `${command(stack)} --yes`);
  const ports = await openPorts(request, { engine, push, plan, read, identity, signal, output });
  return finishRun(output, await pushValues(identity, push, ports), found);
}

interface Found {
  readonly stack: string;
  readonly values: readonly ValueState[];
  /** Of the push. */
  readonly plan: Plan;
}

function show({ stack, values, plan }: Found, output: Output): void {
  for (const line of describeValues(stack, values)) output.line(line);
  for (const line of describePlan(plan)) output.line(`  would ${line}`);
  for (const concern of deletionConcerns(plan)) output.line(`Warning: ${concern}`);
}

/** What all its updates would do. */
async function planOf(engine: StackEngine, push: PushPlan, signal: AbortSignal): Promise<Plan> {
  const plans = await Promise.all(
    push.updates.map(async (options) => (await engine.preview(options, {}, signal)).plan),
  );
  const changes = plans.flatMap((plan) => plan.changes);
  const resources = Math.max(0, ...plans.map((plan) => plan.changes.length + plan.unchanged));
  return { changes, unchanged: Math.max(0, resources - changes.length) };
}

function command(stack: string): string {
  return `npx slipway config sync ${stack} --apply`;
}

interface Context {
  readonly engine: StackEngine;
  readonly push: PushPlan;
  readonly plan: Plan;
  readonly read: () => Promise<readonly ValueState[]>;
  readonly identity: RunIdentity;
  readonly signal: AbortSignal;
  readonly output: Output;
}

async function openPorts(request: SyncRequest, context: Context): Promise<PushPorts> {
  const { engine, read, signal, output } = context;
  const { services } = await readCommittedStack(request.stack, projectRoot);
  const api = impatientApi(process.env);
  const workers = Object.values(services).flatMap((service) => service.workers);
  return {
    engine,
    preflight: await openChecks(request, context),
    read,
    readServing: () => Promise.all(workers.map((worker) => readServing(api, worker))),
    progress: updateProgress((line) => {
      for (const each of indented(line)) output.line(each);
    }),
    signal,
    observer: runObserver(output),
  };
}

/** What a deployment looks at too. No code moves, so no other stack has to come first. */
async function openChecks(
  { stack, overrideWindow, reason, confirm }: SyncRequest,
  { engine, push, plan, identity }: Context,
): Promise<Preflight> {
  const [{ deployWindow, githubOwner, githubRepository }, stacks] = await Promise.all([
    readStackFile(stack, projectRoot),
    stacksOf(projectRoot),
  ]);
  const repository = `${githubOwner}/${githubRepository}`;
  const facts = { stack, at: new Date(), actor: identity.actor, deployWindow };
  const asked = { isEmergency: false, isWindowOverridden: overrideWindow, reason };
  const concerns = deletionConcerns(plan);
  let findings: PreflightFindings = {};
  const note = (exception: PolicyException) => {
    findings = { exception };
  };
  const checks = [
    ...(push.touchesWorkers ? [policyStep(async () => facts, asked, note)] : []),
    deletionCheck(async () => ({ concerns }), stack, confirm),
    lockCheck(engine),
    workflowCheck({ api: githubApi(), repository, stack, stacks, env: process.env }),
  ];
  return { checks, findings: () => findings };
}
