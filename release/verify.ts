import { setTimeout as delay } from "node:timers/promises";
import type { Pin, Release } from "./ledger.ts";
import { ReleaseError } from "./release-error.ts";
import type { EdgeHost } from "./rollout/edge-request.ts";
import type { Step } from "./run-result.ts";
import type { Service, Services } from "./service.ts";
import { judgeService, type ServiceReport } from "./service-report.ts";
import { runSmokeTest } from "./smoke.ts";
import { type ExpectedVersion, verifyWorker } from "./verify-worker.ts";

/** What a stack's outputs say of what serves. */
export interface Deployed {
  /** Newest first. */
  readonly releases: readonly Release[];
  readonly pins: Readonly<Record<string, Pin>>;
}

export interface VerifyOptions {
  readonly correlationId: string;
  /** Where to connect in place of the real hosts; from `SLIPWAY_CONNECT_TO`. */
  readonly connectTo?: string | undefined;
  /** Waits while a deployment spreads; tests need not. */
  readonly wait?: (milliseconds: number) => Promise<unknown>;
}

/** Asks every route, runs every smoke test, and compares what answers with what the stack says. */
export function verifyServices(
  services: Services,
  deployed: Deployed,
  options: VerifyOptions,
): Promise<ServiceReport[]> {
  return Promise.all(
    Object.entries(services).map(([name, service]) =>
      verifyService(name, service, deployed, options),
    ),
  );
}

/** The step of a run that verifies what it deployed. A degraded service is a warning. */
export function verificationStep(
  services: Services,
  deployed: () => Promise<Deployed>,
  options: VerifyOptions,
): Step {
  return {
    name: "Verify",
    async run() {
      const reports = await verifyServices(services, await deployed(), options);
      const problems = reports.flatMap((report) => report.problems);
      if (problems.length > 0) {
        throw new ReleaseError("not-verified", `${problems.join(".\n")}.`, {
          hint: "The traffic was not moved. To go back: npx slipway rollback <stack> --confirm ROLLBACK.",
        });
      }
      const warnings = reports.flatMap((report) => report.warnings);
      if (warnings.length > 0) return { warning: `${warnings.join(".\n")}.` };
      const counts = reports.map(({ service, smokeTests }) => `${service}: ${smokeTests.length}`);
      return `Smoke tests passed: ${counts.join(", ")}.`;
    },
  };
}

async function verifyService(
  name: string,
  service: Service,
  deployed: Deployed,
  { correlationId, connectTo, wait = delay }: VerifyOptions,
): Promise<ServiceReport> {
  const reach = (hostname: string): EdgeHost => ({ hostname, connectTo });
  const workers = await Promise.all(
    service.workers.map((worker) =>
      verifyWorker(worker, expectedVersion(deployed, worker.scriptName), { reach, wait }),
    ),
  );
  const host = reach(new URL(service.url).hostname);
  const values = { run: correlationId };
  const smokeTests = await Promise.all(
    service.smokeTests.map((test) => runSmokeTest(test, { host, values })),
  );
  return judgeService({ service: name, url: service.url, workers, smokeTests });
}

/** The version that a stack says serves a Worker's users; undefined where it never deployed it. */
export function expectedVersion(
  { releases, pins }: Deployed,
  scriptName: string,
): ExpectedVersion | undefined {
  const pin = pins[scriptName];
  if (pin !== undefined) return pin;
  const [newest] = releases;
  const versionId = newest?.workers[scriptName];
  if (newest === undefined || versionId === undefined) return undefined;
  return { versionId, release: newest.version };
}
