import { styleText } from "node:util";
import type { FieldChange, Finding, StackDrift, Verdict } from "../release/drift/finding.ts";
import { describeRemedy } from "../release/drift/remedy.ts";
import { shownValue } from "./shown-value.ts";

const words: Record<Verdict, { text: string; color: "red" | "yellow" | "magenta" | "green" }> = {
  "in-sync": { text: "in sync", color: "green" },
  changed: { text: "changed", color: "yellow" },
  missing: { text: "missing", color: "red" },
  unmanaged: { text: "unmanaged", color: "magenta" },
  "cannot-tell": { text: "cannot tell", color: "yellow" },
};

/** What there is to say of a stack, for people: the worst in its order of finding, each with its fix. */
export function describeDrift({ stack, inSync, findings }: StackDrift): string[] {
  if (findings.length === 0) {
    return [`${styleText("green", "✓")} ${stack}: in sync, ${inSync.length} objects.`];
  }
  const counts = Object.entries(Object.groupBy(findings, ({ verdict }) => verdict)).map(
    ([verdict, found]) => `${found?.length} ${words[verdict as Verdict].text}`,
  );
  return [
    `${styleText("yellow", "!")} ${stack}: ${counts.join(", ")}, ${inSync.length} in sync.`,
    ...findings.flatMap((finding) => describeFinding(finding)),
  ];
}

function describeFinding({ verdict, kind, object, stack, changes, note, remedies }: Finding) {
  const { text, color } = words[verdict];
  return [
    `  ${styleText(color, text.padEnd(11))} ${kind} ${object}`,
    ...changes.map((change) => `      ${describeChange(change)}`),
    ...(note?.split("\n") ?? []).map((line) => `      ${line}`),
    ...remedies.map(
      (remedy) => `      ${styleText("dim", `fix: ${describeRemedy(remedy, stack)}`)}`,
    ),
  ];
}

function describeChange({ path, declared, found }: FieldChange): string {
  return `${path}: ${shownValue(declared)} → ${shownValue(found)}`;
}
