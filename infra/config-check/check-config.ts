import type { StackValues } from "../../release/stack-values.ts";
import { setCommand } from "../config-keys.ts";
import { settingsProblems } from "../parse-config.ts";
import type { ConfigFinding } from "./finding.ts";
import { type StackSettings, stackSettings } from "./stack-settings.ts";

/** Checks the configuration of stacks, each for itself and all against each other. Asks nobody. */
export function checkConfig(stacks: readonly StackValues[]): ConfigFinding[] {
  const all = stacks.map(stackSettings);
  return all.flatMap((each) => [...ownProblems(each), ...unreadableSecrets(each)]);
}

function ownProblems({ stack, raw, unreadable }: StackSettings): ConfigFinding[] {
  return settingsProblems(raw, stack, unreadable).map((problem) => ({
    stack,
    kind: "problem",
    ...problem,
  }));
}

function unreadableSecrets(settings: StackSettings): ConfigFinding[] {
  const { stack, unreadable, secretsUnreadable } = settings;
  return [...unreadable].map((key) => ({
    stack,
    kind: "unknown",
    key: `slipway:${key}`,
    message: `slipway:${key} is set and cannot be read, so its value is not checked: ${secretsUnreadable}.`,
    hint: `Give the engine what decrypts it (PULUMI_CONFIG_PASSPHRASE or a login), or set it anew: ${setCommand([key], stack)}`,
  }));
}
