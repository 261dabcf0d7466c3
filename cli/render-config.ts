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

const kinds = {
  problem: { sign: styleText("red", "✗"), noun: "problem" },
  warning: { sign: styleText("yellow", "!"), noun: "warning" },
  unknown: { sign: styleText("yellow", "?"), noun: "value that cannot be read" },
} as const;

function describeGroup(title: string, findings: readonly ConfigFinding[]): string[] {
  const byKind = Map.groupBy(findings, ({ kind }) => kind);
  const order = (["problem", "warning", "unknown"] as const).flatMap((kind) => {
    const found = byKind.get(kind) ?? [];
    return found.length > 0 ? [{ kind, found }] : [];
  });
  const counts = order.map(({ kind, found }) => counted(found.length, kinds[kind].noun));
  return [
    `${title}: ${counts.length > 0 ? counts.join(", ") : "no problem"}`,
    ...order.flatMap(({ found }) => found.flatMap(describeFinding)),
  ];
}

function describeFinding({ kind, message, hint }: ConfigFinding): string[] {
  return [`  ${kinds[kind].sign} ${message}`, `    ${hint}`];
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
  return [...lines, `${counted(differences.length, "value")} shown, ${open} to look at`];
}

function conclude({ isSecret, relation, verdict, why }: ConfigDifference): string {
  const compared = isSecret ? `${relation}: ` : "";
  if (verdict === "reviewed") return `${styleText("green", "✓")} ${compared}${why}`;
  if (verdict === "unknown") return `${styleText("yellow", "?")} cannot tell whether they differ`;
  const rule = why === undefined ? "nobody has reviewed that they differ" : `must differ, ${why}`;
  return `${styleText("red", "✗")} ${compared}${rule}`;
}

function counted(count: number, noun: string): string {
  return `${count} ${count === 1 ? noun : noun.replace(/^\w+/, "$&s")}`;
}
