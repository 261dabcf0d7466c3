import { styleText } from "node:util";
import type { ConfigDifference } from "../infra/config-check/differences.ts";
import type { ConfigFinding } from "../infra/config-check/finding.ts";

/** What a check found: of each stack alone, then of stacks that are at odds. */
export function describeConfigCheck(
  stacks: readonly string[],
  findings: readonly ConfigFinding[],
): string[] {
  const groups = Map.groupBy(findings, (finding) => finding.stacks.join(" and "));
  const titles = new Set([...stacks, ...groups.keys()]);
  return [...titles].flatMap((title) => describeGroup(title, groups.get(title) ?? []));
}

function describeGroup(title: string, findings: readonly ConfigFinding[]): string[] {
  const problems = findings.filter(({ kind }) => kind === "problem");
  const unknown = findings.filter(({ kind }) => kind === "unknown");
  const found = [
    ...(problems.length > 0 ? [counted(problems.length, "problem")] : []),
    ...(unknown.length > 0 ? [`cannot tell of ${counted(unknown.length, "value")}`] : []),
  ];
  return [
    `${title}: ${found.length > 0 ? found.join(", ") : "no problem"}`,
    ...[...problems, ...unknown].flatMap(describeFinding),
  ];
}

function describeFinding({ kind, message, hint }: ConfigFinding): string[] {
  const sign = kind === "problem" ? styleText("red", "✗") : styleText("yellow", "?");
  return [`  ${sign} ${message}`, `    ${hint}`];
}

/** By which values two stacks differ: key, both values, and why, or that nobody has reviewed it. */
export function describeConfigDiff(
  stacks: readonly [string, string],
  differences: readonly ConfigDifference[],
): string[] {
  const width = Math.max(...stacks.map((stack) => stack.length));
  const lines = differences.flatMap((difference) => [
    difference.key,
    ...stacks.map((stack, index) => `  ${stack.padEnd(width)}  ${difference.values[index]}`),
    `  ${conclude(difference)}`,
  ]);
  const open = differences.filter(({ verdict }) => verdict !== "reviewed").length;
  return [...lines, `${counted(differences.length, "value")} compared, ${open} to look at`];
}

function conclude({ isSecret, relation, verdict, why }: ConfigDifference): string {
  const compared = isSecret ? `${relation}: ` : "";
  if (verdict === "reviewed") return `${styleText("green", "✓")} ${compared}${why}`;
  if (verdict === "unknown") return `${styleText("yellow", "?")} cannot tell whether they differ`;
  const rule = why === undefined ? "nobody has reviewed that they differ" : `must differ, ${why}`;
  return `${styleText("red", "✗")} ${compared}${rule}`;
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
