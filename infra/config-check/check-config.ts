import type { StackValues } from "../../release/stack-values.ts";
import { keyName, setCommand } from "../config-keys.ts";
import { settingsProblems } from "../parse-config.ts";
import type { ConfigFinding } from "./finding.ts";
import { localValueProblems } from "./local-values.ts";
import { neighbourProblems, pairsOf } from "./neighbours.ts";
import { openValueProblems } from "./open-values.ts";
import { parityProblems } from "./parity.ts";
import { type StackSettings, stackSettings } from "./stack-settings.ts";

/**
 * Checks the configuration of stacks, each for itself and all against each other. Asks nobody.
 * @param env says where the vendors are, as for an update.
 */
export function checkConfig(
  stacks: readonly StackValues[],
  env: NodeJS.ProcessEnv,
): ConfigFinding[] {
  const all = stacks.map(stackSettings);
  const alone = all.flatMap((each) => [...ownProblems(each, env), ...unreadableSecrets(each)]);
  const together = [
    ...neighbourProblems(all),
    ...pairsOf(all).flatMap(([one, other]) => parityProblems(one, other)),
  ];
  return [...alone, ...together.filter((finding) => !isTold(finding, alone))];
}

/** A value that is wrong in itself is set anew: what it is at odds with now is of no use to anybody. */
function isTold({ key, stacks }: ConfigFinding, alone: readonly ConfigFinding[]): boolean {
  return alone.some((each) => each.key === key && stacks.some((stack) => each.stacks[0] === stack));
}

function ownProblems(settings: StackSettings, env: NodeJS.ProcessEnv): ConfigFinding[] {
  const { stack, raw, unreadable } = settings;
  const problems = [
    ...settingsProblems(raw, stack, unreadable),
    ...openValueProblems(settings),
    ...localValueProblems(settings, env),
  ];
  return problems.map((problem) => ({ stacks: [stack], kind: "problem", ...problem }));
}

function unreadableSecrets(settings: StackSettings): ConfigFinding[] {
  const { stack, unreadable, secretsUnreadable } = settings;
  return [...unreadable].map((key) => ({
    stacks: [stack],
    kind: "unknown",
    key: keyName([key]),
    message: `${keyName([key])} is set and cannot be read, so its value is not checked: ${secretsUnreadable}.`,
    hint: `Give the engine what decrypts it (PULUMI_CONFIG_PASSPHRASE, or a login), or set it anew: ${setCommand([key], stack)}`,
  }));
}
