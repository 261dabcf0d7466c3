import { type Deployment, describeSplit, isSameSplit, shortId } from "../release/rollout.ts";

/** What is known of a Worker's traffic before this run. */
export interface KnownTraffic {
  /** What the last update gave all requests to; undefined before the first one. */
  readonly lastVersionId: string | undefined;
  /** What serves; undefined where nothing does or it could not be read. */
  readonly live: Deployment | undefined;
}

/**
 * The message of a Worker's declared deployment. Providers see a deployment by its id only, which is
 * there for ever, so traffic that somebody else has moved shows in no plan. It does by this message:
 * it then says what it takes the place of, which is a change. Once it is restored the live deployment
 * has that message itself, so the next plan is empty.
 * @param base what it says as long as nobody else moves the traffic.
 */
export function deploymentMessage(
  base: string,
  versionId: string,
  { lastVersionId, live }: KnownTraffic,
): string {
  if (live === undefined || versionId !== lastVersionId) return base;
  if (isSameSplit(live.shares, [{ versionId, percentage: 100 }])) {
    return live.message.startsWith(`${base}${restored}`) ? live.message : base;
  }
  return `${base}${restored}${describeSplit(live.shares)} of deployment ${shortId(live.id)}`;
}

const restored = ", restored over ";
