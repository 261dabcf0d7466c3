import { ReleaseError } from "../release-error.ts";
import type { CloudflareApi } from "../rollout/cloudflare-api.ts";
import { probeMeter } from "../rollout/meter.ts";
import { httpProbe } from "../rollout/probe.ts";
import { rollOut } from "../rollout/run.ts";
import { systemClock } from "../rollout/system-clock.ts";
import { cloudflareTraffic, describeSplit, shortId, type Traffic } from "../rollout/traffic.ts";
import type { ServiceWorker } from "../service.ts";

export interface Restoration {
  readonly worker: ServiceWorker;
  /** The declared one. */
  readonly versionId: string;
  /** Why it is deployed: the declared deployment's own message, by which a plan knows it. */
  readonly message: string;
}

/**
 * Gives a Worker's declared version all traffic again, once it has answered well beside what serves
 * now. Forced, because the secrets that it goes back to are the declared ones.
 * @returns what serves, in a sentence. @throws ReleaseError `traffic-not-moved`.
 */
export async function restoreTraffic(
  api: CloudflareApi,
  { worker, versionId, message }: Restoration,
  connectTo: string | undefined,
  report: (line: string) => void,
): Promise<string> {
  const { accountId, scriptName, hostname, checks } = worker;
  const proof = checks.find(({ versionField }) => versionField !== undefined) ?? {
    path: "/health",
  };
  const traffic = cloudflareTraffic({ api, accountId, scriptName, isForced: true });
  const giveBack = await makeRoom(traffic, versionId, report);
  const probe = httpProbe({ hostname, scriptName, connectTo });
  const outcome = await rollOut(
    { newVersionId: versionId, plan: { steps: [] }, bakeSeconds: 0, proof },
    {
      openTraffic: () => traffic,
      meter: probeMeter(probe, checks),
      probe,
      preview: async () => undefined,
      clock: systemClock,
      signal: new AbortController().signal,
      report,
    },
  );
  if (outcome.kind === "reverted") {
    const serving = (outcome.isAsBefore ? await giveBack?.() : undefined) ?? outcome.serving;
    const problem = [`${scriptName}: not restored.`, ...outcome.reasons, serving].join("\n");
    throw new ReleaseError("traffic-not-moved", problem, {
      hint: "Look at that version first: npx slipway rollback, or a new release.",
    });
  }
  await traffic.deploy([{ versionId, percentage: 100 }], message);
  return `${scriptName} serves ${shortId(versionId)} at 100 %.`;
}

/**
 * A deployment has two versions at most, so the declared one cannot be tried beside a split of two
 * others. For that time the one that more users have gets all of them.
 * @returns what gives both their shares back, and says so; undefined where there was room.
 */
export async function makeRoom(
  traffic: Traffic,
  versionId: string,
  report: (line: string) => void,
): Promise<(() => Promise<string>) | undefined> {
  const found = await traffic.current();
  const shares = found?.shares ?? [];
  if (found === undefined || shares.length < 2) return undefined;
  if (shares.some((share) => share.versionId === versionId)) return undefined;
  const larger = shares.reduce((one, other) => (other.percentage > one.percentage ? other : one));
  const message = `Room to try ${shortId(versionId)} beside ${shortId(larger.versionId)}`;
  await traffic.deploy([{ versionId: larger.versionId, percentage: 100 }], message);
  report(`Nobody has declared ${describeSplit(shares)}: ${shortId(larger.versionId)} gets 100 %.`);
  return async () => {
    await traffic.deploy(shares, found.message);
    return `The split is as it was: ${describeSplit(shares)}.`;
  };
}
