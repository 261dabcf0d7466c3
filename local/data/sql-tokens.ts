export interface SqlToken {
  text: string;
  /** In UTF-16 units from the start of the SQL. */
  start: number;
  kind: "word" | "parameter" | "other";
}

/**
 * Strings, quoted names and comments are stepped over whole; what is left are words and numbers,
 * parameters, and single characters.
 * @see https://www.sqlite.org/lang.html
 */
const TOKEN =
  /--[^\n]*|\/\*[\s\S]*?(?:\*\/|$)|'(?:[^']|'')*'?|(?<quoted>"(?:[^"]|"")*"?|`(?:[^`]|``)*`?|\[[^\]]*\]?)|(?<parameter>\?\d*|[:@$][\p{L}\p{N}_$]+)|(?<word>[\p{L}\p{N}_$]+)|\s+|[\s\S]/gu;

export function* sqlTokens(sql: string): Generator<SqlToken> {
  for (const match of sql.matchAll(TOKEN)) {
    const groups = match.groups ?? {};
    const kind =
      groups.parameter !== undefined
        ? "parameter"
        : groups.word !== undefined || groups.quoted !== undefined
          ? "word"
          : "other";
    yield { text: match[0], start: match.index, kind };
  }
}

/**
 * The parameters of a statement in binding order: the name at index `n` is parameter `n + 1`;
 * undefined for `?` and `?3`, which have none.
 */
export function sqlParameters(sql: string): (string | undefined)[] {
  const names: (string | undefined)[] = [];
  for (const { text, kind } of sqlTokens(sql)) {
    if (kind !== "parameter") continue;
    if (text === "?") names.push(undefined);
    else if (text.startsWith("?")) names.length = Math.max(names.length, Number(text.slice(1)));
    else if (!names.includes(text)) names.push(text);
  }
  return Array.from(names);
}

/** The statements of a text, without their semicolons; what is only space and comments is left out. */
export function splitSql(sql: string): string[] {
  const statements: string[] = [];
  let start = 0;
  let words: string[] = [];
  const take = (end: number) => {
    if (words.length > 0) statements.push(sql.slice(start, end).trim());
    start = end + 1;
    words = [];
  };
  for (const { text, kind, start: at } of sqlTokens(sql)) {
    if (kind === "other" && isBlank(text)) continue;
    if (text !== ";") words.push(text.toUpperCase());
    else if (words.length === 0 || !isInsideTrigger(words)) take(at);
    else words.push(text);
  }
  take(sql.length);
  return statements;
}

function isBlank(text: string): boolean {
  return text.trim() === "" || text.startsWith("--") || text.startsWith("/*");
}

/** A trigger goes on until `; END`. @see `sqlite3_complete()` in SQLite's `complete.c` */
function isInsideTrigger(words: readonly string[]): boolean {
  const head = words.slice(0, 3).filter((word) => word !== "TEMP" && word !== "TEMPORARY");
  const isTrigger = head[0] === "CREATE" && head[1] === "TRIGGER";
  return isTrigger && !(words.at(-1) === "END" && words.at(-2) === ";");
}
