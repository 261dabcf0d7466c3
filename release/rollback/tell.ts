import type { Notifier } from "../notify/notifier.ts";
import type { Step } from "../run-result.ts";
import { rollbackMessage } from "./message.ts";
import type { RollbackOrder, RollbackOutcome } from "./run.ts";

/** Tells people what became of a rollback, a failure too. */
export function tellPeople(
  order: RollbackOrder,
  outcome: () => RollbackOutcome,
  openNotifier: () => Promise<Notifier>,
): Step {
  return {
    name: "Tell people",
    isOptional: true,
    isAlways: true,
    async run() {
      const notifier = await openNotifier();
      notifier.send(rollbackMessage(order, outcome()));
      const { delivered, problems } = await notifier.settle();
      if (problems.length > 0) return { warning: problems.join("\n") };
      if (delivered > 0) return undefined;
      return { warning: "Nobody was told: set SLACK_WEBHOOK_URL and PAGERDUTY_ROUTING_KEY." };
    },
  };
}
