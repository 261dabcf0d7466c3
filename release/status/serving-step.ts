import type { Step } from "../run-result.ts";
import type { Serving } from "./serving.ts";

/** The end of each run that may have moved traffic: it says what serves, whatever came of the run. */
export function servingStep(readServing: () => Promise<readonly Serving[]>): Step {
  return {
    name: "See what serves",
    isAlways: true,
    isOptional: true,
    async run() {
      const all = await readServing();
      return all.map(({ scriptName, description }) => `${scriptName}: ${description}`).join("\n");
    },
  };
}
