import type { Notifier } from "../notify/notifier.ts";
import type { Step } from "../run-result.ts";
import { rollbackBegins, rollbackEnded } from "./message.ts";
import type { RollbackOrder, RollbackOutcome } from "./run.ts";

/** How people are told of a rollback. */
export interface Telling {
  /** Called once the traffic is moved; delivers beside what comes next, and never throws. */
  readonly begin: () => void;
  /** Tells what became of it, a failure too. */
  readonly end: Step;
}

/** @param openNotifier is asked once, when there is something to tell. */
export function tellPeople(
  order: RollbackOrder,
  outcome: () => RollbackOutcome,
  openNotifier: () => Promise<Notifier>,
): Telling {
  let opened: Promise<Notifier> | undefined;
  const people = () => {
    opened ??= openNotifier();
    return opened;
  };
  return {
    begin() {
      // Why people cannot be told is said by the step at the end.
      people().then(
        (notifier) => notifier.send(rollbackBegins(order)),
        () => undefined,
      );
    },
    end: {
      name: "Tell people",
      isOptional: true,
      isAlways: true,
      async run() {
        const notifier = await people();
        notifier.send(rollbackEnded(order, outcome()));
        const { delivered, problems } = await notifier.settle();
        if (problems.length > 0) return { warning: [...new Set(problems)].join("\n") };
        if (delivered > 0) return undefined;
        return { warning: "Nobody was told: set SLACK_WEBHOOK_URL and PAGERDUTY_ROUTING_KEY." };
      },
    },
  };
}
