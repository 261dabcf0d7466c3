import type { Page } from "./notifier.ts";

/**
 * Calls the people on duty over the release that a service runs, or calls them off. It is one incident
 * whoever begins it and whoever ends it: a critical watch, an emergency, a rollback, a deployment.
 */
export function releasePage(action: Page["action"], stack: string, service: string): Page {
  return { action, service, dedupKey: `slipway release ${stack} ${service}` };
}

/** A watch that sees nothing says nothing of the release: that is an incident of its own. */
export function blindnessPage(action: Page["action"], stack: string, service: string): Page {
  return { action, service, dedupKey: `slipway watch blindness ${stack} ${service}` };
}
