import { setTimeout as delay } from "node:timers/promises";
import { readCommittedStack } from "../infra/services.ts";
import type { StackEngine } from "../release/engine.ts";
import { ReleaseError } from "../release/release-error.ts";
import { openStackNotifier } from "../release/rollback/stack-side.ts";
import { httpProbe } from "../release/rollout/probe.ts";
import { systemClock } from "../release/rollout/system-clock.ts";
import { shortId } from "../release/rollout/traffic.ts";
import type { RunIdentity } from "../release/run-identity.ts";
import type { Service, Team } from "../release/service.ts";
import { type Deployed, expectedVersion } from "../release/verify.ts";
import type { ExpectedVersion } from "../release/verify-worker.ts";
import type { Alert } from "../release/watch/decision.ts";
import { alertMessage, type WatchedService } from "../release/watch/messages.ts";
import type { MetricsSource } from "../release/watch/metrics-source.ts";
import { probeSource } from "../release/watch/probe-source.ts";
import { type WatchOrder, type WatchOutcome, watch } from "../release/watch/run.ts";
import { wayBack } from "../release/watch/way-back.ts";
import { projectRoot } from "./commands/local/options.ts";
import { duration, type Output } from "./output.ts";
import { runObserver } from "./render-run.ts";
import { watchObserver } from "./render-watch.ts";
import { askWhatToDo } from "./watch-question.ts";

export interface WatchRequest extends WatchOrder {
  readonly engine: StackEngine;
  readonly deployed: Deployed;
  readonly identity: RunIdentity;
  readonly env: NodeJS.ProcessEnv;
  readonly signal: AbortSignal;
}

/** A hanging service is one that does not answer within this. */
const probeTimeoutMs = 5000;
const longestSpreadMs = 30_000;

/** Watches one of a stack's services and says everything through `output`. */
export async function watchService(
  name: string,
  service: Service,
  request: WatchRequest,
  output: Output,
): Promise<WatchOutcome> {
  const { engine, deployed, identity, env, signal } = request;
  const team = await readCommittedStack(engine.stackName, projectRoot);
  const versions = watchedVersions(service, deployed);
  const watched = describeWatched(name, versions, request);
  output.line(beginning(watched, versions, request));
  const people = peopleOf(engine, team, watched);
  const observer = runObserver(output);
  const outcome = await watch(request, {
    source: openSource(service, versions, request),
    clock: systemClock,
    signal,
    ask: askWhatToDo,
    tell: people.tell,
    observer: watchObserver(output),
    ...wayBack({ engine, watched, service, team, identity, env, observer }),
  });
  for (const problem of await people.settle()) output.line(`  ${problem}`);
  return outcome;
}

function openSource(
  { workers }: Service,
  versions: Versions,
  { env, everyMs, signal }: WatchRequest,
): MetricsSource {
  const target = { connectTo: env.SLIPWAY_CONNECT_TO, timeoutMs: probeTimeoutMs };
  return probeSource({
    workers,
    versions: Object.fromEntries(
      Object.entries(versions).map(([name, { versionId }]) => [name, versionId]),
    ),
    probeOf: ({ hostname, scriptName }) => httpProbe({ hostname, scriptName, ...target }),
    spreadMs: Math.min(everyMs / 2, longestSpreadMs),
    wait: (milliseconds) => delay(milliseconds, undefined, { signal }),
  });
}

type Versions = Readonly<Record<string, ExpectedVersion>>;

/** @throws ReleaseError `never-deployed` */
function watchedVersions({ workers }: Service, deployed: Deployed): Versions {
  const found = workers.map(({ scriptName }) => {
    const expected = expectedVersion(deployed, scriptName);
    if (expected !== undefined) return [scriptName, expected] as const;
    throw new ReleaseError("never-deployed", `The stack has no version of ${scriptName}.`, {
      hint: "Deploy it: pulumi up -s <stack>.",
    });
  });
  return Object.fromEntries(found);
}

function describeWatched(
  service: string,
  versions: Versions,
  { engine, identity }: WatchRequest,
): WatchedService {
  const releases = [...new Set(Object.values(versions).map(({ release }) => release))];
  const { correlationId } = identity;
  return { stack: engine.stackName, service, release: releases.join(", "), correlationId };
}

function beginning(
  { stack, service, release }: WatchedService,
  versions: Versions,
  { forMs, everyMs }: WatchOrder,
): string {
  const ids = Object.values(versions).map(({ versionId }) => shortId(versionId));
  const times = `for ${duration(forMs)}, every ${duration(everyMs)}`;
  return `Watching ${service} in ${stack}: release ${release}, version ${ids.join(", ")}, ${times}.`;
}

/** The stack's people, looked up when there is something to tell them. */
function peopleOf(engine: StackEngine, team: Team, watched: WatchedService) {
  let notifier: ReturnType<typeof openStackNotifier> | undefined;
  return {
    tell(alert: Alert): void {
      notifier ??= openStackNotifier(engine, team);
      void notifier.then((found) => found.send(alertMessage(watched, alert)));
    },
    /** @returns why somebody could not be told. */
    async settle(): Promise<readonly string[]> {
      return notifier === undefined ? [] : (await (await notifier).settle()).problems;
    },
  };
}
