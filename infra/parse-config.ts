import { configEntries } from "./config-entries.ts";
import { namespace } from "./config-keys.ts";
import { placeholderProblems } from "./config-placeholders.ts";
import { type ConfigProblem, describeIssue, stackNameProblems } from "./config-problems.ts";
import { relationProblems } from "./config-relations.ts";
import { settingsSchema } from "./config-schema.ts";

/** Keys whose values are JSON; all others are text, even where it looks like a number. */
const structuredKeys = new Set(
  configEntries
    .filter(({ path, type }) => path.length > 1 || type !== "text")
    .map(({ path: [key] }) => key),
);

/**
 * All that is wrong with a stack's own keys.
 * @param unreadable keys that are set, but not in `raw`.
 */
export function settingsProblems(
  raw: Readonly<Record<string, unknown>>,
  stack: string,
  unreadable: ReadonlySet<unknown> = new Set(),
): ConfigProblem[] {
  const issues = settingsSchema.safeParse(raw).error?.issues ?? [];
  const placeholders = placeholderProblems(raw, stack);
  const others = [
    ...issues
      .filter(({ path }) => !unreadable.has(path[0]))
      .flatMap((issue) => describeIssue(issue, raw, stack)),
    ...relationProblems(raw, stack),
  ];
  return [
    ...stackNameProblems(stack),
    ...placeholders,
    // Which rules a placeholder breaks besides is of no use to anybody.
    ...others.filter(({ key }) => placeholders.every((placeholder) => placeholder.key !== key)),
  ];
}

/** The program's own keys, without their namespace, and their values as the schema takes them. */
export function decodeConfig(record: Readonly<Record<string, string>>): Record<string, unknown> {
  const own = Object.entries(record).filter(([name]) => name.startsWith(namespace));
  return Object.fromEntries(
    own.map(([name, value]) => {
      const key = name.slice(namespace.length);
      return [key, structuredKeys.has(key) ? decode(value) : value];
    }),
  );
}

export function configReport(problems: readonly ConfigProblem[], stack: string): string {
  const count = problems.length === 1 ? "1 problem" : `${problems.length} problems`;
  const lines = problems.map(({ message, hint }) => `  - ${message} ${hint}`);
  return [`The configuration of stack ${stack} has ${count}:`, ...lines].join("\n");
}

function decode(value: string): unknown {
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}
