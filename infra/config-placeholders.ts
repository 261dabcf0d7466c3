import { isNameAtGithub, isSecretKey, type KeyPath, show, textsIn } from "./config-keys.ts";
import { type ConfigProblem, problemOf } from "./config-problems.ts";

const patterns = [
  /(^|[^a-z0-9])(change-?me|replace-?me|x{3,}|todo|tbd|fixme|placeholder|dummy)($|[^a-z0-9])/i,
  /(^|[^a-z0-9])your[-_ ]?(account|api|company|domain|host|key|name|org|secret|token|webhook)/i,
  /^<.*>$/,
  /^(.)\1{2,}$/,
];

/** Values that somebody has still to fill in, among secrets and all others. */
export function placeholderProblems(
  raw: Readonly<Record<string, unknown>>,
  stack: string,
): ConfigProblem[] {
  return textsIn(raw)
    .filter(([path, text]) => !isNameAtGithub(path) && isPlaceholder(text))
    .map(([path, text]) =>
      problemOf(path, stateOf(path, text), "be a value of your own, not a placeholder", stack),
    );
}

function stateOf([key]: KeyPath, text: string): string {
  return isSecretKey(key) ? "holds a placeholder" : `is ${show(text)}`;
}

function isPlaceholder(text: string): boolean {
  return patterns.some((pattern) => pattern.test(text));
}
