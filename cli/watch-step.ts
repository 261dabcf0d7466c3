import type { StackEngine } from "../release/engine.ts";
import { ReleaseError } from "../release/release-error.ts";
import type { RunIdentity } from "../release/run-identity.ts";
import type { Step } from "../release/run-result.ts";
import type { Services } from "../release/service.ts";
import type { Deployed } from "../release/verify.ts";
import { ExitCode } from "./exit-codes.ts";
import type { Output } from "./output.ts";
import { describeOutcome, exitCodeOf, worstExitCode } from "./render-watch.ts";
import { canAsk } from "./typed-answer.ts";
import { watchService } from "./watch-service.ts";

export interface WatchStepOptions {
  readonly engine: StackEngine;
  readonly services: Services;
  readonly deployed: () => Promise<Deployed>;
  readonly identity: RunIdentity;
  readonly signal: AbortSignal;
  readonly forMs: number;
  readonly everyMs: number;
}

/** The step of a deployment that watches the release as `slipway watch` does, and goes back if need be. */
export function watchStep(options: WatchStepOptions, output: Output): Step {
  const { engine, services, identity, signal, forMs, everyMs } = options;
  return {
    name: "Watch the release",
    async run() {
      const deployed = await options.deployed();
      const policy = { rollsBack: true, asks: canAsk() };
      const request = { engine, deployed, identity, env: process.env, signal, policy };
      const outcomes = await Promise.all(
        Object.entries(services).map(async ([name, found]) => {
          const outcome = await watchService(name, found, { ...request, forMs, everyMs }, output);
          return { outcome, lines: describeOutcome(outcome, engine.stackName, name) };
        }),
      );
      const summary = outcomes.flatMap(({ lines }) => lines).join("\n");
      const code = worstExitCode(outcomes.map(({ outcome }) => exitCodeOf(outcome)));
      if (code === ExitCode.failed) throw new ReleaseError("withdrawn", summary);
      return code === ExitCode.warnings ? { warning: summary } : summary;
    },
  };
}
