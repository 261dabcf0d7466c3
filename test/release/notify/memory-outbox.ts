import type { Held, Outbox, Undelivered } from "../../../release/notify/outbox.ts";

/** An outbox that shows what it keeps, and what it has written down as `<title>: <reason>`. */
export function memoryOutbox(
  kept: Undelivered[] = [],
): Outbox & { kept: Undelivered[]; logged: string[] } {
  const logged: string[] = [];
  const forget = (each: Undelivered) => void kept.splice(kept.indexOf(each), 1);
  const held = (each: Undelivered): Held => ({
    ...each,
    delivered: async () => forget(each),
    release: async () => undefined,
    async giveUp(reason) {
      forget(each);
      logged.push(`${each.message.title}: ${reason}`);
    },
  });
  return {
    kept,
    logged,
    log: "/outbox/undelivered.log",
    async hold(undelivered) {
      kept.push(undelivered);
      return held(undelivered);
    },
    take: async () => ({ held: kept.map(held), problems: [] }),
  };
}
