import { deletionConcerns, typeName } from "./deletion-guard.ts";
import { codeBlock, inlineCode } from "./inert-markdown.ts";
import type { ChangedField, Plan, PlannedChange } from "./planned-change.ts";
import { type Risk, riskOf, risks } from "./risk.ts";

export interface PlanCommentOptions {
  readonly stack: string;
  readonly plan: Plan;
  /** The commit that was previewed, as a whole hash; empty where there is none. */
  readonly gitSha: string;
  /** The engine's warnings, without colours. */
  readonly warnings: readonly string[];
}

/** GitHub takes 65,536 characters; some room is left for what it counts otherwise. */
export const longestComment = 65_000;
const longestValue = 300;
const mostWarnings = 10;

const headings: Readonly<Record<Risk, string>> = {
  "data-loss": "Data is lost",
  replacement: "Deleted or replaced",
  security: "Who may do what, and who is told",
  ordinary: "Everything else",
};

/** The first line of a stack's comment, by which it is found again. Invisible. */
function commentMarker(stack: string): string {
  return `<!-- slipway preview ${stack} -->`;
}

/**
 * A plan for a pull request: what it comes to first, then the changes, the worst ones first, each
 * list folded. At most 65,000 characters: the details of the least risky changes go first.
 */
export function planComment(options: PlanCommentOptions): string {
  const { stack, plan } = options;
  const head = [
    commentMarker(stack),
    `### ${inlineCode(stack)}: ${summary(plan)}`,
    ...notes(options),
  ];
  const sections = risks
    .map((risk) => ({ risk, changes: plan.changes.filter((change) => riskOf(change) === risk) }))
    .filter(({ changes }) => changes.length > 0);
  const blocks = sections.map(({ risk, changes }) => ({
    title: `${headings[risk]} (${changes.length})`,
    items: changes.map(describeChange),
  }));
  return withinLimit(head.join("\n\n"), blocks);
}

function summary({ changes }: Plan): string {
  if (changes.length === 0) return "no changes";
  const operations = ["delete", "replace", "update", "create", "import"] as const;
  const counts = operations
    .map((operation) => [operation, changes.filter((each) => each.operation === operation).length])
    .filter(([, count]) => count !== 0);
  return counts.map(([operation, count]) => `${count} to ${operation}`).join(", ");
}

function notes({ plan, gitSha, warnings }: PlanCommentOptions): string[] {
  const commit = gitSha === "" ? "" : ` of ${gitSha.slice(0, 7)}`;
  return [
    ...deletionConcerns(plan).map((concern) => `> [!CAUTION]\n> ${inlineCode(concern)}`),
    ...warnings
      .slice(0, mostWarnings)
      .map((warning) => `> [!WARNING]\n> ${inlineCode(clip(warning, 1000))}`),
    `Preview${commit}; ${plan.unchanged} resources stay as they are.`,
  ];
}

interface Block {
  readonly title: string;
  readonly items: readonly string[];
}

/** Takes items out from the end until everything fits, and says how many. */
function withinLimit(head: string, blocks: readonly Block[]): string {
  const kept = blocks.map(({ items }) => items.length);
  const text = () =>
    [head, ...blocks.map((block, index) => folded(block, kept[index] ?? 0))].join("\n\n");
  for (let index = blocks.length - 1; index >= 0; index--) {
    while (text().length > longestComment && (kept[index] ?? 0) > 0) {
      // In steps of a tenth, so that a plan of thousands is not joined thousands of times.
      const count = kept[index] ?? 0;
      kept[index] = count - Math.ceil(count / 10);
    }
  }
  return text().slice(0, longestComment);
}

function folded({ title, items }: Block, count: number): string {
  const left = items.length - count;
  const rest = left === 0 ? [] : [`${left} more: run the preview to see them.`];
  const lines = [...items.slice(0, count), ...rest].join("\n\n");
  return `<details><summary>${title}</summary>\n\n${lines}\n\n</details>`;
}

function describeChange({ operation, name, type, fields }: PlannedChange): string {
  const title = `**${operation}** ${inlineCode(name)} ${inlineCode(typeName(type))}`;
  if (fields.length === 0) return title;
  return `${title}\n${codeBlock(fields.map(describeField).join("\n"), "diff")}`;
}

function describeField({ path, old, new: planned, isReplacing }: ChangedField): string {
  const why = isReplacing ? " (replaces it)" : "";
  return [`  ${path}${why}`, ...lines("-", old), ...lines("+", planned)].join("\n");
}

function lines(sign: string, value: unknown): string[] {
  if (value === undefined) return sign === "+" ? ["+ known after the update"] : [];
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return [`${sign} ${clip(text.replace(/\s*\n\s*/g, " ⏎ "), longestValue)}`];
}

function clip(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length)} … (${text.length} characters)`;
}
