import { LocalCloudError } from "../errors.ts";
import type { Click } from "./vendor.ts";

type RefusalClass = abstract new (...args: never[]) => Error;

/**
 * A click whose arguments are counted before it runs, and whose refusals by the vendor's own rules
 * (errors of class `Refusal`) reach the user as `invalid-click`.
 */
export function defineClick(
  Refusal: RefusalClass,
  description: Pick<Click, "name" | "description" | "parameters">,
  run: (args: readonly string[]) => string,
): Click {
  const { name, parameters } = description;
  const usage = [name, ...parameters.map((parameter) => `<${parameter}>`)].join(" ");
  return {
    ...description,
    run(args) {
      if (args.length !== parameters.length) {
        throw new LocalCloudError(
          "invalid-click",
          `The click "${name}" takes ${count(parameters.length)}, got ${args.length}.`,
          { hint: `Usage: ${usage}.` },
        );
      }
      try {
        return run(args);
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        throw new LocalCloudError(
          "invalid-click",
          `The click "${name}" was refused: ${error.message}.`,
          { hint: `Usage: ${usage}.`, cause: error },
        );
      }
    },
  };
}

function count(parameters: number): string {
  return `${parameters} argument${parameters === 1 ? "" : "s"}`;
}
