import { readCommittedStack } from "../infra/services.ts";
import { chooseServices } from "../release/choose-services.ts";
import { deployDeadlineMs } from "../release/deploy/deadline.ts";
import { type DeployPorts, deploy, rehearse } from "../release/deploy/deploy.ts";
import { serviceTarget } from "../release/deploy/service-targets.ts";
import { describePlan, updateProgress } from "../release/deploy/update-progress.ts";
import { projectName, StackEngine } from "../release/engine.ts";
import type { Notifier } from "../release/notify/notifier.ts";
import { openNotifier } from "../release/notify/open-notifier.ts";
import { openPreflight } from "../release/preflight/open-preflight.ts";
import { type PolicyRequest, requireWholeException } from "../release/preflight/policy.ts";
import { impatientApi } from "../release/rollback/control-plane.ts";
import { openStackNotifier } from "../release/rollback/stack-side.ts";
import { type RunIdentity, runIdentity } from "../release/run-identity.ts";
import type { Step } from "../release/run-result.ts";
import type { Services, Team } from "../release/service.ts";
import { parseStackOutputs } from "../release/stack-outputs.ts";
import { readServing } from "../release/status/serving.ts";
import { isStale } from "../release/update-lock.ts";
import { verificationStep } from "../release/verify.ts";
import { projectRoot } from "./commands/local/options.ts";
import type { ExitCode } from "./exit-codes.ts";
import { interruptible } from "./interruption.ts";
import type { Output } from "./output.ts";
import { finishRun, indented, runObserver } from "./render-run.ts";
import { watchStep } from "./watch-step.ts";

/** What somebody asks for who deploys. */
export interface DeployRequest {
  readonly stack: string;
  readonly service?: string | undefined;
  readonly dryRun: boolean;
  readonly skipWatch: boolean;
  readonly watchFor: number;
  readonly watchEvery: number;
  /** In milliseconds; by default what the stack's bakes need. */
  readonly deadline?: number | undefined;
  readonly overrideWindow: boolean;
  readonly emergency: boolean;
  readonly approver?: string | undefined;
  readonly reason?: string | undefined;
  readonly breakStaleLock: boolean;
  readonly confirm?: string | undefined;
}

/** Deploys as the command does, with the environment's vendors; says everything through `output`. */
export async function runDeployment(request: DeployRequest, output: Output): Promise<ExitCode> {
  const { stack, service, breakStaleLock, dryRun } = request;
  const identity = runIdentity();
  requireWholeException(identity.actor, policyRequest(request));
  const { services, ...team } = await readCommittedStack(stack, projectRoot);
  const chosen = chooseServices(services, service);
  const order = {
    identity,
    service,
    breaksStaleLock: breakStaleLock,
  };
  const deadlineMs = request.deadline ?? (await deployDeadlineMs(stack, projectRoot, chosen));
  const what = `${dryRun ? "Rehearsing" : "Deploying"} ${service ?? "everything"} to ${stack}`;
  output.line(`${what}; checks and update are stopped after ${Math.ceil(deadlineMs / 60_000)} min`);
  return interruptible(output, async (signal) => {
    const untilDeadline = AbortSignal.any([signal, AbortSignal.timeout(deadlineMs)]);
    const context = { identity, services, team, chosen, signal, untilDeadline, output };
    const ports = await openPorts(request, context);
    if (dryRun) {
      const { plan, ...result } = await rehearse(order, ports);
      output.line();
      for (const line of describePlan(plan)) output.line(`  would ${line}`);
      output.line("Nothing was changed: this was a dry run.");
      return finishRun(output, result, { stack, dryRun, plan });
    }
    return finishRun(output, await deploy(order, ports), {
      stack,
      ...ports.preflight.findings(),
    });
  });
}

interface Context {
  readonly identity: RunIdentity;
  /** All of the stack's. */
  readonly services: Services;
  readonly team: Team;
  /** Those that this run deploys. */
  readonly chosen: Services;
  readonly signal: AbortSignal;
  /** The same, or the time for checks and update is over. */
  readonly untilDeadline: AbortSignal;
  readonly output: Output;
}

async function openPorts(request: DeployRequest, context: Context): Promise<DeployPorts> {
  const { stack, service } = request;
  const { identity, services, team, chosen, untilDeadline, output } = context;
  const engine = StackEngine.open(stack, projectRoot);
  // Decrypting takes a second: it is over before the checks are.
  const notifier = request.dryRun ? undefined : earlyNotifier(engine, team);
  const progress = updateProgress((line) => {
    for (const each of indented(line)) output.line(each);
  });
  const api = impatientApi(process.env);
  const workers = Object.values(chosen).flatMap((each) => each.workers);
  const preflight = await openPreflight(stack, {
    projectDirectory: projectRoot,
    actor: identity.actor,
    services,
    // A rehearsal shows what is said of the plan; an update says it itself.
    ...(request.dryRun && { onMessage: progress.onMessage }),
    request: policyRequest(request),
    // A rehearsal changes nothing, so it can be shown beside an update.
    isHeldUpBy: (lock) => !request.dryRun && !(request.breakStaleLock && isStale(lock)),
    signal: untilDeadline,
  });
  return {
    engine,
    preflight,
    targets: service === undefined ? [] : [serviceTarget(projectName, stack, service)],
    progress,
    signal: untilDeadline,
    observer: runObserver(output),
    afterwards: (told) => afterwards(engine, told, request, context),
    readServing: () => Promise.all(workers.map((worker) => readServing(api, worker))),
    notifier: Promise.resolve(notifier),
    openNotifier: () => openStackNotifier(engine, team),
    services: chosen,
  };
}

function policyRequest(request: DeployRequest): PolicyRequest {
  return {
    isEmergency: request.emergency,
    isWindowOverridden: request.overrideWindow,
    approver: request.approver,
    reason: request.reason,
    confirmedStack: request.confirm,
  };
}

/** Undefined before the first deployment: the team's channels are not made yet. */
async function earlyNotifier(engine: StackEngine, team: Team): Promise<Notifier | undefined> {
  try {
    const outputs = await engine.outputs({ showSecrets: true });
    return openNotifier({ team, alerting: parseStackOutputs(outputs).alerting });
  } catch {
    return undefined;
  }
}

function afterwards(
  engine: StackEngine,
  told: () => Promise<Readonly<Record<string, unknown>>>,
  { skipWatch, watchFor: forMs, watchEvery: everyMs }: DeployRequest,
  { identity, chosen, signal, output }: Context,
): Step[] {
  const deployed = async () => parseStackOutputs(await told());
  const { correlationId } = identity;
  const connectTo = process.env.SLIPWAY_CONNECT_TO;
  const verify = verificationStep(chosen, deployed, { correlationId, connectTo });
  if (skipWatch) return [verify];
  const watched = { engine, services: chosen, deployed, identity, signal, forMs, everyMs };
  return [verify, watchStep(watched, output)];
}
