import { setTimeout as delay } from "node:timers/promises";
import type { Pin, Release } from "./ledger.ts";
import { ReleaseError } from "./release-error.ts";
import type { EdgeHost } from "./rollout/edge-request.ts";
import type { Step } from "./run-result.ts";
import type { Service } from "./service.ts";
import { judgeService, type ServiceReport } from "./service-report.ts";
import { runSmokeTest } from "./smoke.ts";
import { type ExpectedVersion, verifyWorker } from "./verify-worker.ts";

/** What a stack's outputs say of its services and of what serves. */
export interface Deployed {
  readonly services: Readonly<Record<string, Service>>;
  /** Newest first. */
  readonly releases: readonly Release[];
  readonly pins: Readonly<Record<string, Pin>>;
}

export interface VerifyOptions {
  readonly correlationId: string;
  /** Where to connect in place of the real hosts; from `SLIPWAY_CONNECT_TO`. */
  readonly connectTo?: string | undefined;
  /** Only this one. */
  readonly service?: string | undefined;
  /** Waits while a deployment spreads; tests need not. */
  readonly wait?: (milliseconds: number) => Promise<unknown>;
}

/**
 * Asks every route, runs every smoke test, and compares what answers with what the stack says.
 * @throws ReleaseError `unknown-target`
 */
export async function verifyServices(
  deployed: Deployed,
  options: VerifyOptions,
): Promise<ServiceReport[]> {
  const chosen = chooseServices(deployed.services, options.service);
  return Promise.all(
    chosen.map(([name, service]) => verifyService(name, service, deployed, options)),
  );
}

/** The step of a run that verifies what it deployed. A degraded service is a warning. */
export function verificationStep(deployed: () => Promise<Deployed>, options: VerifyOptions): Step {
  return {
    name: "Verify",
    async run() {
      const reports = await verifyServices(await deployed(), options);
      const problems = reports.flatMap((report) => report.problems);
      if (problems.length > 0) {
        throw new ReleaseError("not-verified", `${problems.join(".\n")}.`, {
          hint: "The traffic was not moved. To go back: slipway rollback <stack> --confirm ROLLBACK.",
        });
      }
      const warnings = reports.flatMap((report) => report.warnings);
      if (warnings.length > 0) return { warning: `${warnings.join(".\n")}.` };
      const counts = reports.map(({ service, smokeTests }) => `${service}: ${smokeTests.length}`);
      return `Smoke tests passed: ${counts.join(", ")}.`;
    },
  };
}

/** The services of a stack by their names, or the one that is asked for. @throws ReleaseError `unknown-target` */
export function chooseServices(
  services: Readonly<Record<string, Service>>,
  name: string | undefined,
): readonly (readonly [string, Service])[] {
  const chosen = Object.entries(services).filter(([each]) => name === undefined || each === name);
  if (name === undefined || chosen.length > 0) return chosen;
  const known = Object.keys(services).join(", ") || "none";
  throw new ReleaseError("unknown-target", `The stack has no service ${name}.`, {
    hint: `It has: ${known}.`,
  });
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
  { releases, pins }: Pick<Deployed, "releases" | "pins">,
  scriptName: string,
): ExpectedVersion | undefined {
  const pin = pins[scriptName];
  if (pin !== undefined) return pin;
  const [newest] = releases;
  const versionId = newest?.workers[scriptName];
  if (newest === undefined || versionId === undefined) return undefined;
  return { versionId, release: newest.version };
}
