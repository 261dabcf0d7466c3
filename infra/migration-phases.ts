import type { SqlStatement } from "./sql-statements.ts";

/**
 * What a statement is to code that does not know of it. Old and new code run side by side while traffic
 * moves, and old code alone after a rollback, which takes no schema back.
 */
export type Phase =
  /** Adds what old code does not see. */
  | "expand"
  /** Fills in what was added. */
  | "migrate"
  /** Takes away, renames or narrows what old code may use. */
  | "contract"
  /** Changes nothing. */
  | "neutral"
  /** Has no place in a migration of D1. */
  | "refused";

export interface ClassifiedStatement {
  readonly phase: Phase;
  /** For people, after the file's name and line: `drops the table votes`. */
  readonly what: string;
  readonly statement: SqlStatement;
}

/** Classifies a file's statements. What is done to a table that the same file makes harms nobody. */
export function classifyAll(statements: readonly SqlStatement[]): readonly ClassifiedStatement[] {
  const own = createdTables(statements);
  return statements.map((statement) => {
    const { phase, what } = classify(statement.words);
    const isOfOwnTable = phase === "contract" && own.has(tableOf(statement.words));
    return { phase: isOfOwnTable ? "expand" : phase, what, statement };
  });
}

/** Whether a statement reads or writes all rows of a table that may be large, in one go. */
export function isUnbounded(
  { words: all }: SqlStatement,
  statements: readonly SqlStatement[],
): boolean {
  if (all.includes("LIMIT") || all.includes("BETWEEN")) return false;
  const words = all[0] === "WITH" ? withoutTables(all) : all;
  if (words[0] === "UPDATE" || words[0] === "DELETE") {
    return !createdTables(statements).has(tableOf(words));
  }
  const isFilled = words[0] === "CREATE" ? words.includes("TABLE") : words.includes("INTO");
  return isFilled && words.includes("SELECT") && words.includes("FROM");
}

type Finding = Pick<ClassifiedStatement, "phase" | "what">;

const neutral = new Set(["PRAGMA", "SELECT", "VALUES", "ANALYZE", "REINDEX", "EXPLAIN"]);
const transaction = new Set(["BEGIN", "COMMIT", "END", "ROLLBACK", "SAVEPOINT", "RELEASE"]);

function classify(words: readonly string[]): Finding {
  const [verb = ""] = words;
  if (verb === "CREATE") return classifyCreate(words);
  if (verb === "ALTER") return classifyAlter(words);
  if (verb === "DROP") {
    return { phase: "contract", what: `drops the ${words[1]?.toLowerCase()} ${tableOf(words)}` };
  }
  if (verb === "WITH") return classifyChange(withoutTables(words));
  if (["INSERT", "REPLACE", "UPDATE", "DELETE"].includes(verb)) return classifyChange(words);
  if (neutral.has(verb)) return { phase: "neutral", what: "changes nothing" };
  if (transaction.has(verb)) {
    return { phase: "refused", what: `has ${verb}; D1 makes each file one transaction by itself` };
  }
  return { phase: "refused", what: `begins with ${verb}, which is no statement of a schema` };
}

function classifyCreate(words: readonly string[]): Finding {
  const kind = words.find((word) => ["TABLE", "INDEX", "VIEW", "TRIGGER"].includes(word));
  if (kind === undefined) {
    return { phase: "refused", what: `creates ${words[1]}, which D1 does not have` };
  }
  if (kind === "INDEX" && words[1] === "UNIQUE") {
    return { phase: "contract", what: `lets no two rows of ${tableOf(words)} be alike any more` };
  }
  return { phase: "expand", what: `creates a ${kind.toLowerCase()}` };
}

/** @see https://www.sqlite.org/lang_altertable.html */
function classifyAlter(words: readonly string[]): Finding {
  const table = tableOf(words);
  const [verb, ...definition] = words.slice(nameIndex(words) + 1);
  if (verb === "ADD") return classifyColumn(table, definition);
  if (verb === "RENAME" && definition[0] === "TO") {
    return { phase: "contract", what: `renames the table ${table}` };
  }
  if (verb === "RENAME") return { phase: "contract", what: `renames a column of ${table}` };
  if (verb === "DROP") {
    return { phase: "contract", what: `drops the column ${columnOf(definition)} of ${table}` };
  }
  return { phase: "contract", what: `changes a column of ${table}` };
}

function classifyColumn(table: string, definition: readonly string[]): Finding {
  const what = `adds the column ${columnOf(definition)} to ${table}`;
  const isRequired = definition.join(" ").includes("NOT NULL");
  if (!isRequired || definition.includes("DEFAULT")) return { phase: "expand", what };
  return { phase: "contract", what: `${what}, NOT NULL and without a default` };
}

function columnOf(definition: readonly string[]): string {
  return plainName(definition[0] === "COLUMN" ? definition[1] : definition[0]);
}

function classifyChange(words: readonly string[]): Finding {
  const [verb = ""] = words;
  if (verb === "DELETE") return { phase: "contract", what: `deletes rows of ${tableOf(words)}` };
  if (verb === "SELECT") return { phase: "neutral", what: "changes nothing" };
  return { phase: "migrate", what: `changes rows of ${tableOf(words)}` };
}

/** What a WITH leads to: from the first verb outside of its brackets. */
function withoutTables(words: readonly string[]): readonly string[] {
  let depth = 0;
  const start = words.findIndex((word) => {
    depth += word === "(" ? 1 : word === ")" ? -1 : 0;
    return depth === 0 && /^(INSERT|REPLACE|UPDATE|DELETE|SELECT)$/.test(word);
  });
  return words.slice(Math.max(start, 0));
}

/** Tables that a file makes, and does not merely make sure of: those may have been there before. */
function createdTables(statements: readonly SqlStatement[]): ReadonlySet<string> {
  const creating = statements.filter(({ words }) => {
    const isTable = words[0] === "CREATE" && words.slice(1, 3).includes("TABLE");
    return isTable && words[nameIndex(words) - 1] !== "EXISTS";
  });
  return new Set(creating.map(({ words }) => tableOf(words)));
}

/** Words between a statement's verb and the name of what it is about. */
const beforeName =
  /^(CREATE|ALTER|DROP|INSERT|REPLACE|UPDATE|DELETE|TEMP|TEMPORARY|VIRTUAL|TABLE|VIEW|TRIGGER|INDEX|UNIQUE|IF|NOT|EXISTS|OR|ROLLBACK|ABORT|FAIL|IGNORE|INTO|FROM)$/;

/** The table, or other object, that a statement is about; of a new index the table it is on. */
function tableOf(words: readonly string[]): string {
  return plainName(words[nameIndex(words)]);
}

function nameIndex(words: readonly string[]): number {
  const isNewIndex = words[0] === "CREATE" && words.slice(1, 3).includes("INDEX");
  const first = isNewIndex
    ? words.indexOf("ON") + 1
    : words.findIndex((word) => !beforeName.test(word));
  return words[first + 1] === "." ? first + 2 : first;
}

/** Names are one in SQLite whatever their case. */
function plainName(word = ""): string {
  return word.replace(/^"|"$/g, "").toLowerCase();
}
