import { setTimeout as delay } from "node:timers/promises";
import type { StackEngine } from "../engine.ts";
import type { Release } from "../ledger.ts";
import type { Notifier } from "../notify/notifier.ts";
import { openNotifier } from "../notify/open-notifier.ts";
import type { Team } from "../service.ts";
import { parseStackOutputs, type StackOutputs } from "../stack-outputs.ts";

/** Traffic does not wait longer for what the stack knows. */
const ledgerTimeoutMs = 3000;

/** The ledger as the stack's outputs have it; undefined where they cannot be read soon. */
export function readLedger(engine: StackEngine): Promise<readonly Release[] | undefined> {
  const ledger = readOutputs(engine).then((outputs) => outputs?.releases);
  return Promise.race([ledger, delay(ledgerTimeoutMs, undefined, { ref: false })]);
}

/** The way to a stack's people by its outputs, else by the environment. */
export async function openStackNotifier(engine: StackEngine, team: Team): Promise<Notifier> {
  const outputs = await readOutputs(engine, { showSecrets: true });
  return openNotifier({ team, alerting: outputs?.alerting });
}

/** The whole hash of a release's commit, where the ledger has it. */
export async function commitOf(engine: StackEngine, release: string): Promise<string | undefined> {
  const outputs = await readOutputs(engine);
  return outputs?.releases.find(({ version }) => version === release)?.gitSha || undefined;
}

async function readOutputs(
  engine: StackEngine,
  options?: { showSecrets: boolean },
): Promise<StackOutputs | undefined> {
  return engine
    .outputs(options)
    .then(parseStackOutputs, () => undefined)
    .catch(() => undefined);
}
