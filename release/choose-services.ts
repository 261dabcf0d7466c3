import { ReleaseError } from "./release-error.ts";
import type { Services } from "./service.ts";

/** All services of a stack, or the one that is asked for. @throws ReleaseError `unknown-target` */
export function chooseServices(services: Services, name: string | undefined): Services {
  const chosen = Object.entries(services).filter(([each]) => name === undefined || each === name);
  if (name === undefined || chosen.length > 0) return Object.fromEntries(chosen);
  const known = Object.keys(services).join(", ") || "none";
  throw new ReleaseError("unknown-target", `The stack has no service ${name}.`, {
    hint: `It has: ${known}.`,
  });
}
