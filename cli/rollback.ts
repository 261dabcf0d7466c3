import { ReleaseError } from "../release/release-error.ts";
import type { WorkerMove } from "../release/rollback/choice.ts";
import { impatientApi } from "../release/rollback/control-plane.ts";
import { type OutageOptions, throughOutage } from "../release/rollback/outage.ts";
import { performRollback, type RollbackMeans } from "../release/rollback/perform.ts";
import { describeMove, type PlanOrder, planRollback } from "../release/rollback/plan.ts";
import type { RollbackOrder } from "../release/rollback/run.ts";
import { httpProbe } from "../release/rollout/probe.ts";
import { systemClock } from "../release/rollout/system-clock.ts";
import { runIdentity } from "../release/run-identity.ts";
import type { Step } from "../release/run-result.ts";
import type { ServiceWorker, Team } from "../release/service.ts";
import { ExitCode } from "./exit-codes.ts";
import type { Output } from "./output.ts";
import { finishRun, runObserver } from "./render-run.ts";
import { confirmRollback } from "./rollback-confirmation.ts";

/** What somebody asks for who rolls back. */
export interface RollbackRequest {
  readonly stack: string;
  readonly to?: string | undefined;
  readonly service?: string | undefined;
  readonly message?: string | undefined;
  readonly confirm?: string | undefined;
  readonly force: boolean;
  readonly dryRun: boolean;
  /** Goes on trying while Cloudflare's API is down. */
  readonly wait: boolean;
}

/** What must be known of a stack to roll one of its services back. */
export interface RollbackStack extends Team {
  /** By their names. */
  readonly services: Readonly<Record<string, { readonly workers: readonly ServiceWorker[] }>>;
}

/** What differs between the command of a checkout and the one file. */
export interface RollbackTools
  extends RollbackStack,
    Pick<RollbackMeans, "env" | "openPeople" | "commitOf">,
    Pick<PlanOrder, "readLedger"> {
  /** How the command is called: `slipway rollback`. */
  readonly command: string;
  /** @param repeat the command that does it again. */
  readonly reconcile?: (order: RollbackOrder, repeat: string) => Step;
}

/** Plans, asks, moves the traffic, and does what comes after; says everything through `output`. */
export async function rollBack(
  request: RollbackRequest,
  tools: RollbackTools,
  output: Output,
): Promise<ExitCode> {
  const { stack, to, confirm, dryRun, message = "no reason given" } = request;
  const { services, repository, env, openPeople, commitOf, readLedger } = tools;
  const [service, { workers }] = chooseService(services, request.service);
  const api = impatientApi(env);
  const identity = runIdentity(env);
  const repeat = repeatCommand(request, tools.command);
  const ask = dryRun ? undefined : confirmRollback(confirm, repeat);
  const plan = () => planRollback(api, { workers, to, readLedger });
  const moves =
    request.wait && !dryRun
      ? await throughOutage(plan, outageOptions(workers, tools, output))
      : await plan();
  output.line(`Rollback of ${service} in ${stack}`);
  for (const move of moves) output.line(`  ${describeMove(move)}`);
  if (dryRun) {
    output.line("Nothing was changed: this was a dry run.");
    output.json({ correlationId: identity.correlationId, dryRun, moves: moves.map(moveToJson) });
    return ExitCode.ok;
  }
  await ask?.();
  const order = { stack, service, moves, reason: message, identity };
  const result = await performRollback(order, {
    env,
    api,
    isForced: request.force,
    repository,
    observer: runObserver(output),
    openPeople,
    commitOf,
    reconcile: tools.reconcile?.(order, repeat),
  });
  return finishRun(output, result, { stack, service, moves: moves.map(moveToJson) });
}

function outageOptions(
  workers: readonly ServiceWorker[],
  { env }: RollbackTools,
  output: Output,
): OutageOptions {
  return {
    workers,
    probeOf: ({ hostname, scriptName }) =>
      httpProbe({ hostname, scriptName, connectTo: env.SLIPWAY_CONNECT_TO }),
    clock: systemClock,
    say: (line) => output.line(line),
  };
}

/** A service by its name, or the only one. */
function chooseService(
  services: RollbackStack["services"],
  name: string | undefined,
): readonly [string, { readonly workers: readonly ServiceWorker[] }] {
  const names = Object.keys(services);
  const chosen = name ?? (names.length === 1 ? names[0] : undefined);
  const isKnown = chosen !== undefined && Object.hasOwn(services, chosen);
  const service = isKnown ? services[chosen] : undefined;
  if (chosen !== undefined && service !== undefined) return [chosen, service];
  const problem =
    name === undefined ? "The stack has several services" : `There is no service ${name}`;
  throw new ReleaseError("unknown-target", `${problem}: ${names.join(", ") || "none"}.`, {
    hint: "Name one with --service.",
  });
}

function repeatCommand(request: RollbackRequest, command: string): string {
  const { stack, to, service, message, force } = request;
  const options = { to, service, message: message && JSON.stringify(message) };
  const given = Object.entries(options).flatMap(([name, value]) =>
    value === undefined ? [] : [`--${name} ${value}`],
  );
  return [command, stack, ...given, ...(force ? ["--force"] : []), "--confirm ROLLBACK"].join(" ");
}

function moveToJson({ worker, ...move }: WorkerMove) {
  return { worker: worker.scriptName, ...move };
}
