import type { Probe, ProbeAnswer, RouteCheck } from "../rollout/probe.ts";
import type { ServiceWorker } from "../service.ts";
import type { MetricsSource, RouteFigures } from "./metrics-source.ts";

export interface ProbeSourceOptions {
  readonly workers: readonly ServiceWorker[];
  /** Ids of the watched versions, by the Worker's name. */
  readonly versions: Readonly<Record<string, string>>;
  probeOf(worker: ServiceWorker): Probe;
  /** A round's probes of a route are spread over this. */
  readonly spreadMs: number;
  wait(milliseconds: number): Promise<unknown>;
}

/** Three rounds give a route more answers than the least that say anything. */
const probesPerRound = 7;

/**
 * Asks each route as users do, without naming a version. The probes of a round do not wait for one
 * another, so that a service that hangs is not asked less.
 */
export function probeSource(options: ProbeSourceOptions): MetricsSource {
  const { workers, versions, probeOf } = options;
  const targets = workers.flatMap((worker) => {
    const probe = probeOf(worker);
    return worker.checks.map((check) => ({ worker, check, probe }));
  });

  return {
    async sample() {
      const asked = await Promise.all(
        targets.map(async ({ worker, check, probe }) => {
          const answers = await askRound(probe, check, options);
          const route = routeName(worker, check.path, workers);
          return { route, answers, watched: versions[worker.scriptName] };
        }),
      );
      const all = asked.flatMap(({ answers }) => answers);
      if (all.every(({ isUnreachable }) => isUnreachable)) {
        throw new Error(`No probe reached the service: ${all[0]?.problem}.`);
      }
      const foreign = asked.flatMap(({ answers, watched }) =>
        answers.flatMap(({ answeredBy }) => (answeredBy === watched ? [] : (answeredBy ?? []))),
      );
      return {
        routes: asked.map(({ route, answers }) => figuresOf(route, answers)),
        foreignVersions: [...new Set(foreign)],
      };
    },
    // Probes see answers only; these figures come with a source that sees all requests.
    background: async () => ({
      requestVolume: "unknown",
      scheduledTasks: "unknown",
      webhooks: "unknown",
    }),
  };
}

/** The path, with the Worker's name where the service has several. */
export function routeName(
  { scriptName }: ServiceWorker,
  path: string,
  workers: readonly ServiceWorker[],
): string {
  return workers.length === 1 ? path : `${scriptName} ${path}`;
}

function askRound(
  probe: Probe,
  check: RouteCheck,
  { spreadMs, wait }: ProbeSourceOptions,
): Promise<ProbeAnswer[]> {
  const delays = Array.from({ length: probesPerRound }, (_, index) => index / probesPerRound);
  return Promise.all(
    delays.map(async (share) => {
      await wait(share * spreadMs);
      return probe(check);
    }),
  );
}

/** A probe without a connection is no request: the fault is between here and the edge. */
function figuresOf(route: string, all: readonly ProbeAnswer[]): RouteFigures {
  const answers = all.filter(({ isUnreachable }) => !isUnreachable);
  const problems = answers.flatMap(({ problem }) => problem ?? []);
  return {
    route,
    requests: answers.length,
    errors: problems.length,
    timesMs: answers.map(({ timeMs }) => timeMs),
    example: problems[0],
  };
}
