import type { z } from "zod";
import {
  isSecretKey,
  type KeyPath,
  keyName,
  removeCommand,
  setCommand,
  show,
  valueAt,
} from "./config-keys.ts";
import { settingsShape } from "./config-schema.ts";

/** What is wrong with a stack's configuration, and how it is set right. */
export interface ConfigProblem {
  /** As `pulumi config` names it: `slipway:onCall.primary[0]`. */
  readonly key: string;
  /** What is wrong, the value unless it is a secret, and the rule. */
  readonly message: string;
  /** What to do about it. */
  readonly hint: string;
}

type Issue = z.core.$ZodIssue;

const knownKeys = Object.keys(settingsShape);

/** What is wrong with a value by the schema, whose messages read on from "must be". */
export function describeIssue(issue: Issue, raw: unknown, stack: string): ConfigProblem[] {
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => unknownKey(issue.path, key, stack));
  }
  return [wrongValue(issue.path, valueAt(raw, issue.path), issue.message, stack)];
}

/** @param rule reads on from "must". */
export function problemOf(
  path: KeyPath,
  state: string,
  rule: string,
  stack: string,
): ConfigProblem {
  const key = keyName(path);
  return {
    key,
    message: `${key} ${state}; it must ${rule}.`,
    hint: `Set it: ${setCommand(path, stack)}`,
  };
}

/** @param rule reads on from "must be". */
function wrongValue(path: KeyPath, value: unknown, rule: string, stack: string): ConfigProblem {
  return problemOf(path, stateOf(path, value), `be ${rule}`, stack);
}

function stateOf(path: KeyPath, value: unknown): string {
  if (value === undefined) return "is missing";
  return isSecretKey(path[0]) ? "has a value that cannot be used" : `is ${show(value)}`;
}

/** The stack's name is part of every physical name. */
export function stackNameProblems(stack: string): ConfigProblem[] {
  if (/^[a-z][a-z0-9-]{0,19}$/.test(stack)) return [];
  const rule = "a lower-case letter and up to 19 lower-case letters, digits or `-`";
  return [
    {
      key: "stack",
      message: `The stack's name is ${show(stack)}; it must be ${rule}, because it is part of every name.`,
      hint: "Make a stack with another name: pulumi stack init <name>",
    },
  ];
}

function unknownKey(path: KeyPath, key: string, stack: string): ConfigProblem {
  const whole = [...path, key];
  const known = path.length === 0 ? knownKeys : [];
  const near = known.find((candidate) => editDistance(candidate, key) <= 2);
  const meant = near === undefined ? "" : ` Did you mean slipway:${near}?`;
  return {
    key: keyName(whole),
    message: `${keyName(whole)} is not a key of this program.${meant}`,
    hint: `Remove it: ${removeCommand(whole, stack)}`,
  };
}

/** Levenshtein's distance: how many letters must change to get from one word to the other. */
function editDistance(from: string, to: string): number {
  let previous = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (const [row, letter] of [...from].entries()) {
    const current = [row + 1];
    for (const [column, other] of [...to].entries()) {
      const change = (previous[column] ?? 0) + (letter === other ? 0 : 1);
      current.push(Math.min(change, (previous[column + 1] ?? 0) + 1, (current[column] ?? 0) + 1));
    }
    previous = current;
  }
  return previous[to.length] ?? 0;
}
