import { keyValueMemory } from "../release/drift/alert-memory.ts";
import { planAlerts } from "../release/drift/alerts.ts";
import type { StackDrift } from "../release/drift/finding.ts";
import { openNotifier } from "../release/notify/open-notifier.ts";
import { parseStackOutputs } from "../release/stack-outputs.ts";
import type { DriftTools } from "./drift-tools.ts";
import type { Output } from "./output.ts";

/**
 * Tells a stack's people what is news since the last time, and remembers it.
 * @throws ReleaseError where nothing was ever deployed, or there is nowhere to remember.
 */
export async function alertPeople(
  correlationId: string,
  drift: StackDrift,
  { engine, apis, services, team }: DriftTools,
  output: Output,
): Promise<void> {
  const { alerting } = parseStackOutputs(await engine.outputs({ showSecrets: true }));
  const worker = Object.values(services)
    .flatMap(({ workers }) => workers)
    .find(({ auditNamespace }) => auditNamespace !== undefined);
  if (apis.cloudflare === undefined || worker === undefined) return;
  const memory = await keyValueMemory(apis.cloudflare, worker);
  const plan = planAlerts(drift, await memory.open(), { correlationId, services });
  const notifier = openNotifier({ team, alerting });
  for (const message of plan.messages) notifier.send(message);
  await memory.remember(plan.opened, plan.closed);
  const { delivered, problems } = await notifier.settle();
  output.line(`${drift.stack}: ${plan.messages.length} alerts, ${delivered} messages delivered.`);
  for (const problem of problems) output.line(`  ${problem}`);
}
