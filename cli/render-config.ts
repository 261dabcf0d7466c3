import { styleText } from "node:util";
import type { ConfigFinding } from "../infra/config-check/finding.ts";

/** What the check of a stack's configuration found, problems first. */
export function describeConfigCheck(stack: string, findings: readonly ConfigFinding[]): string[] {
  const problems = findings.filter(({ kind }) => kind === "problem");
  const unknown = findings.filter(({ kind }) => kind === "unknown");
  const found = [
    ...(problems.length > 0 ? [counted(problems.length, "problem")] : []),
    ...(unknown.length > 0 ? [`cannot tell of ${counted(unknown.length, "value")}`] : []),
  ];
  return [
    `${stack}: ${found.length > 0 ? found.join(", ") : "the configuration is valid"}`,
    ...[...problems, ...unknown].flatMap(describeFinding),
  ];
}

function describeFinding({ kind, message, hint }: ConfigFinding): string[] {
  const sign = kind === "problem" ? styleText("red", "✗") : styleText("yellow", "?");
  return [`  ${sign} ${message}`, `    ${hint}`];
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
