import { setTimeout as delay } from "node:timers/promises";
import type { StackEngine } from "../engine.ts";
import { ReleaseError } from "../release-error.ts";
import { impatientApi } from "../rollback/control-plane.ts";
import { cloudflareTrafficOf } from "../rollback/move.ts";
import { performRollback } from "../rollback/perform.ts";
import { planRollback } from "../rollback/plan.ts";
import { commitOf, openStackNotifier, readLedger } from "../rollback/stack-side.ts";
import { reconcileState } from "../rollback/state.ts";
import type { CloudflareApi } from "../rollout/cloudflare-api.ts";
import { httpProbe, type Probe } from "../rollout/probe.ts";
import type { RunIdentity } from "../run-identity.ts";
import { type RunObserver, type RunResult, runSteps, type Step } from "../run-result.ts";
import type { Service, ServiceWorker, Team } from "../service.ts";
import type { OldVersion } from "./decision.ts";
import { alertMessage, type WatchedService } from "./messages.ts";
import { askOldVersion } from "./old-version.ts";
import { routeName } from "./probe-source.ts";
import type { WatchPorts } from "./run.ts";

export interface WayBackOptions {
  readonly engine: StackEngine;
  readonly watched: WatchedService;
  readonly service: Service;
  readonly team: Team;
  readonly identity: RunIdentity;
  readonly env: NodeJS.ProcessEnv;
  readonly observer: RunObserver;
}

/** Whoever is critical does not wait longer for what the old version says. */
const comparisonMs = 5000;
/** Of one probe of the old version. */
const probeTimeoutMs = 3000;

/** How a watch asks the old version and goes back to it: by the same plan and steps as the command. */
export function wayBack(options: WayBackOptions): Pick<WatchPorts, "compare" | "rollBack"> {
  const { engine, service, env } = options;
  const api = impatientApi(env);
  const plan = () =>
    planRollback(api, { workers: service.workers, readLedger: () => readLedger(engine) });
  const probeOf = ({ hostname, scriptName }: ServiceWorker): Probe =>
    httpProbe({
      hostname,
      scriptName,
      connectTo: env.SLIPWAY_CONNECT_TO,
      timeoutMs: probeTimeoutMs,
    });
  const trafficOf = cloudflareTrafficOf(api, false);

  async function askAll(routes: readonly string[], signal: AbortSignal): Promise<OldVersion> {
    const moves = await plan();
    const asked = moves.flatMap((move) => {
      const { worker, target } = move;
      const checks = worker.checks.filter(({ path }) =>
        routes.includes(routeName(worker, path, service.workers)),
      );
      if (checks.length === 0) return [];
      const traffic = trafficOf(move);
      const probe = probeOf(worker);
      const oldVersionId = target.id;
      return [askOldVersion({ worker, oldVersionId, traffic, probe, checks, wait: delay, signal })];
    });
    const found = await Promise.all(asked);
    if (found.includes("well")) return "well";
    return found.length > 0 && found.every((each) => each === "ill") ? "ill" : "unknown";
  }

  return {
    async compare(routes) {
      const signal = AbortSignal.timeout(comparisonMs);
      const found = askAll(routes, signal).catch((): OldVersion => "unknown");
      const tooLate = delay(comparisonMs, "unknown" as const, { ref: false });
      return Promise.race([found, tooLate]);
    },
    rollBack: (reason) => rollBack(options, reason, api, plan),
  };
}

async function rollBack(
  options: WayBackOptions,
  reason: string,
  api: CloudflareApi,
  plan: () => ReturnType<typeof planRollback>,
): Promise<RunResult> {
  const { engine, identity, observer, watched, env, team } = options;
  const { stack, service } = watched;
  const planned = await plan().catch((error: unknown) => asError(error));
  if (planned instanceof Error) return sayNoWayBack(options, reason, planned);
  if (planned.every(({ isServing }) => isServing))
    return sayNoWayBack(options, reason, isBackYet());
  const order = { stack, service, moves: planned, reason, identity };
  const repeat = `npx slipway rollback ${stack} --service ${service} --confirm ROLLBACK`;
  return performRollback(order, {
    env,
    api,
    repository: team.repository,
    observer,
    openPeople: () => openStackNotifier(engine, team),
    commitOf: (release) => commitOf(engine, release),
    reconcile: reconcileState(engine, order, { repeat }),
  });
}

/** A rollback that ended before it began, in the form of every other one. */
function sayNoWayBack(
  { engine, watched, team, observer }: WayBackOptions,
  seen: string,
  error: Error,
): Promise<RunResult> {
  const steps: Step[] = [
    { name: "Plan the way back", run: () => Promise.reject(error) },
    {
      name: "Tell people",
      isAlways: true,
      isOptional: true,
      async run() {
        const notifier = await openStackNotifier(engine, team);
        const problem = error.message;
        notifier.send(alertMessage(watched, { kind: "no-way-back", seen, problem }));
        const { problems } = await notifier.settle();
        return problems.length > 0 ? { warning: problems.join("\n") } : undefined;
      },
    },
  ];
  return runSteps(watched.correlationId, steps, observer);
}

/** Going back by itself ends after one release; further is for people. */
function isBackYet(): ReleaseError {
  return new ReleaseError("rollback-refused", "The service has gone back already.", {
    hint: "Name a release before that one with --to, or repair the present one and deploy it.",
  });
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
