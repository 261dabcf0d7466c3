import { loadConfig } from "./config.ts";
import type { SystemName } from "./config-schema.ts";
import { type LiveTraffic, readLiveTraffic } from "./live-traffic.ts";
import { lookUp } from "./look-ups.ts";
import { pastOf } from "./past.ts";
import { pinsAskedFor } from "./pins.ts";
import { type PreviousOutputs, readPreviousOutputs } from "./previous-outputs.ts";
import { stackOutputs } from "./stack-outputs.ts";
import { prepareCollectiveVision } from "./systems/collective-vision.ts";
import { workerNamesOf } from "./systems/services.ts";
import { declareShared } from "./systems/shared.ts";
import type { DeclareSystem } from "./systems/system.ts";

// The SDK takes a stack trace for every promise, and its runner has each mapped through source maps:
// a fifth of a preview's processor time. Node runs this program as it is written; nothing needs mapping.
Reflect.deleteProperty(Error, "prepareStackTrace");

/** The products of this program; a stack declares those that its configuration names. */
const systems: Record<SystemName, () => Promise<DeclareSystem>> = {
  "collective-vision": prepareCollectiveVision,
};

/** A stack is an environment: what all systems share, the systems, and what others may know of it. */
export default async function stack() {
  const config = await loadConfig();
  const asked = pinsAskedFor(workerNamesOf(config, config.environment));
  // First, so that code that does not build and names nobody knows end the run before anything is changed.
  const [found, [previous, live], ...prepared] = await Promise.all([
    lookUp(config),
    readPast(config.accountId),
    ...config.systems.map(async (name) => ({ name, declare: await systems[name]() })),
  ]);
  const past = pastOf(previous, asked, live);
  const shared = declareShared(config, found);
  const declared = prepared.map(({ name, declare }) => [name, declare(config, shared, past)]);
  return stackOutputs(
    Object.fromEntries(declared),
    previous.releases,
    config.secrets.slackWebhookUrl,
  );
}

/** What the last update has left, and what serves now. */
async function readPast(accountId: string): Promise<[PreviousOutputs, LiveTraffic]> {
  const previous = await readPreviousOutputs();
  return [previous, await readLiveTraffic(accountId, previous.releases[0])];
}
