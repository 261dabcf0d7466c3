import * as pulumi from "@pulumi/pulumi";
import type { Release } from "../release/ledger.ts";
import { cloudflareApi, cloudflareTraffic, type Deployment } from "../release/rollout.ts";

/** What serves each Worker now, by its name; one that could not be read is not in it. */
export type LiveTraffic = Readonly<Record<string, Deployment>>;

/** Of each attempt: a plan must not wait long to see what somebody else may have done. */
const timeoutMs = 5000;

/**
 * Reads what serves the Workers that the last update deployed; none before the first one. Where the
 * API does not answer, a warning says that the plan may miss a change of the traffic.
 */
export async function readLiveTraffic(
  accountId: string,
  last: Release | undefined,
): Promise<LiveTraffic> {
  const names = Object.keys(last?.workers ?? {});
  const live = await Promise.all(names.map((name) => readOne(accountId, name)));
  return Object.fromEntries(
    names.flatMap((name, index) => {
      const deployment = live[index];
      return deployment === undefined ? [] : [[name, deployment]];
    }),
  );
}

async function readOne(accountId: string, scriptName: string): Promise<Deployment | undefined> {
  try {
    const api = cloudflareApi({ timeoutMs, wait: async () => undefined });
    return await cloudflareTraffic({ api, accountId, scriptName }).current();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    await pulumi.log.warn(
      `What serves ${scriptName} could not be read, so a change of its traffic by somebody else would not show: ${reason}`,
    );
    return undefined;
  }
}
