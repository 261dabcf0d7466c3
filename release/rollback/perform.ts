import { setTimeout as delay } from "node:timers/promises";
import { githubApi } from "../github-api.ts";
import type { Notifier } from "../notify/notifier.ts";
import type { CloudflareApi } from "../rollout/cloudflare-api.ts";
import { httpProbe } from "../rollout/probe.ts";
import type { RunObserver, RunResult, Step } from "../run-result.ts";
import { cloudflareTrafficOf } from "./move.ts";
import { recordSteps } from "./record.ts";
import { type RollbackOrder, runRollback } from "./run.ts";
import { tellPeople } from "./tell.ts";

/** What a rollback is done with. */
export interface RollbackMeans {
  /** `SLIPWAY_CONNECT_TO` (probes connect there), `GITHUB_TOKEN` and `GITHUB_BASE_URL` count. */
  readonly env: NodeJS.ProcessEnv;
  readonly api: CloudflareApi;
  /** Deploys although a secret has changed since. */
  readonly isForced?: boolean;
  /** Whose deployments GitHub shows: `owner/name`. */
  readonly repository: string;
  readonly observer: RunObserver;
  readonly openPeople: () => Promise<Notifier>;
  /** The whole hash of a release's commit, where the stack remembers it. */
  readonly commitOf?: ((release: string) => Promise<string | undefined>) | undefined;
  /** Brings the engine's state in line with the traffic; undefined where there is no engine. */
  readonly reconcile?: Step | undefined;
}

/** Runs a planned rollback with the vendors that the environment names. */
export function performRollback(order: RollbackOrder, means: RollbackMeans): Promise<RunResult> {
  const { env, api, isForced = false, repository, observer, commitOf, reconcile } = means;
  // Nobody waits minutes for a record.
  const github = githubApi({ env, timeoutMs: 3000, wait: () => delay(500) });
  const now = () => new Date();
  return runRollback(order, {
    trafficOf: cloudflareTrafficOf(api, isForced),
    probeOf: ({ hostname, scriptName }) =>
      httpProbe({ hostname, scriptName, connectTo: env.SLIPWAY_CONNECT_TO }),
    clock: { now: () => performance.now(), wait: (milliseconds) => delay(milliseconds) },
    observer,
    tell(outcome) {
      const { begin, end } = tellPeople(order, outcome, means.openPeople);
      const records = { cloudflare: api, github, repository, commitOf, now };
      return { begin, steps: [end, ...recordSteps(order, outcome, records)] };
    },
    reconcile,
  });
}
