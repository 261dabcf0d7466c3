import * as pulumi from "@pulumi/pulumi";
import { nextLedger, type Release } from "../release/ledger.ts";
import type { DeployedWorker } from "./components/worker-service.ts";
import type { Pins } from "./pins.ts";
import { newestRelease, type ReleaseVersion } from "./release-version.ts";
import type { System } from "./systems/system.ts";

type Workers = Readonly<Record<string, DeployedWorker>>;

/**
 * What others may know of a stack, under the same names in every stack: where its systems are, what
 * runs there, what ran there before. No time of day is in it, so that a run without changes leaves
 * it as it is.
 * @param systems by their names.
 * @param ledger the releases so far, newest first.
 */
export function stackOutputs(
  systems: Readonly<Record<string, System>>,
  ledger: readonly Release[],
  slackWebhookUrl: pulumi.Output<string>,
) {
  const workers: Workers = Object.assign({}, ...Object.values(systems).map((one) => one.workers));
  const built = Object.values(systems).map((system) => system.release);
  const release = releaseOf(workers, built, ledger);
  return {
    urls: mapValues(systems, ({ url }) => url),
    workers: mapValues(workers, ({ versionId, deploymentId }) => ({ versionId, deploymentId })),
    release,
    releases: release.apply((newest) => nextLedger(ledger, newest)),
    pins: pinsOf(workers),
    alerting: pulumi.secret({
      slackWebhookUrl,
      pagerdutyRoutingKeys: mapValues(systems, ({ routingKey }) => routingKey),
    }),
  };
}

/** What the stack runs as a whole: it is said to be of the newest release that a Worker is of. */
function releaseOf(
  workers: Workers,
  built: readonly ReleaseVersion[],
  ledger: readonly Release[],
): pulumi.Output<Release> {
  const tags = Object.entries(workers).flatMap(([name, { migrationTag }]) =>
    migrationTag === undefined ? [] : [[name, migrationTag] as const],
  );
  const running = pulumi.all(mapValues(workers, ({ versionId }) => versionId));
  const releases = pulumi.all(Object.values(workers).map(({ release }) => release));
  return pulumi.all([running, releases, pinsOf(workers)]).apply(([versionIds, versions, pins]) => {
    const [pin] = Object.values(pins);
    const { version } = newestRelease(versions.map((name) => ({ version: name })));
    return {
      version,
      gitSha: gitShaOf(version, built, ledger),
      workers: versionIds,
      ...(pin && { insteadOf: pin.insteadOf }),
      ...(tags.length > 0 && { migrationTags: Object.fromEntries(tags) }),
    };
  });
}

function gitShaOf(
  version: string,
  built: readonly ReleaseVersion[],
  ledger: readonly Release[],
): string {
  const ofCheckout = built.find((release) => release.version === version);
  if (ofCheckout !== undefined) return ofCheckout.commit ?? "";
  return ledger.find((release) => release.version === version)?.gitSha ?? "";
}

function pinsOf(workers: Workers): pulumi.Output<Pins> {
  const pins = pulumi.all(mapValues(workers, ({ pin }) => pin));
  return pins.apply((all) =>
    Object.fromEntries(
      Object.entries(all).flatMap(([name, pin]) => (pin === undefined ? [] : [[name, pin]])),
    ),
  );
}

function mapValues<From, To>(
  record: Readonly<Record<string, From>>,
  change: (value: From) => To,
): Record<string, To> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));
}
