import { styleText } from "node:util";
import type { Push, ValueState } from "../release/config-sync/value-state.ts";
import { shownValue } from "./shown-value.ts";

const words = {
  differs: { text: "differs", color: "yellow" },
  "cannot-tell": { text: "cannot tell", color: "magenta" },
} as const;

/** What the platforms hold of a stack's values, for people: how many are in step, and each that is not. */
export function describeValues(stack: string, values: readonly ValueState[]): string[] {
  const left = values.filter(({ verdict }) => verdict !== "same");
  const platforms = Object.entries(Object.groupBy(values, ({ platform }) => platform)).map(
    ([platform, all]) => `${platform} ${all?.filter(({ verdict }) => verdict === "same").length}`,
  );
  const inStep = values.length - left.length;
  const sign = left.length === 0 ? styleText("green", "✓") : styleText("yellow", "!");
  return [
    `${sign} ${stack}: ${inStep} of ${values.length} values are in step: ${platforms.join(", ")}.`,
    ...left.flatMap(describeValue),
  ];
}

function describeValue(value: ValueState): string[] {
  const { platform, holder, name, verdict, declared, live, note, push } = value;
  if (verdict === "same") return [];
  const { text, color } = words[verdict];
  const comparison = `holds ${shownValue(live)}, declared ${shownValue(declared)}`;
  return [
    `  ${styleText(color, text.padEnd(11))} ${platform}, ${holder}: ${name}`,
    `      ${note ?? comparison}`,
    ...(push === undefined ? [] : [`      ${styleText("dim", describePush(push))}`]),
  ];
}

function describePush(push: Push): string {
  switch (push.kind) {
    case "update":
      return "push: an update";
    case "replace":
      return "push: written again";
    case "version":
      return "push: a new version of the Worker, through the rollout's gate";
    case "traffic":
      return "push: the declared version gets its traffic back, through the rollout's gate";
    case "left":
      return `not pushed: ${push.advice}`;
  }
}
