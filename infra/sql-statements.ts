/** One statement of a file of SQL. */
export interface SqlStatement {
  /** As it is in the file, without comments before it and without its semicolon. */
  readonly text: string;
  /** Where it begins; the file's first line is 1. */
  readonly line: number;
  /**
   * What it says, without comments and white space: keywords and plain names in upper case, quoted
   * names in double quotes, texts as `''`.
   */
  readonly words: readonly string[];
}

interface Token {
  readonly kind: "blank" | "comment" | "text" | "name" | "word" | "sign";
  readonly text: string;
  readonly index: number;
}

/** @see https://www.sqlite.org/lang_keywords.html for the four ways to quote */
const tokenPatterns: readonly [Token["kind"], RegExp][] = [
  ["blank", /\s+/y],
  ["comment", /--[^\n]*|\/\*[\s\S]*?(?:\*\/|$)/y],
  ["text", /'(?:[^']|'')*(?:'|$)/y],
  ["name", /"(?:[^"]|"")*(?:"|$)|`(?:[^`]|``)*(?:`|$)|\[[^\]]*(?:\]|$)/y],
  ["word", /[\p{L}\p{N}_$]+/uy],
  ["sign", /[\s\S]/y],
];

/** Splits a file of SQL at its semicolons, other than those of texts, comments and triggers' bodies. */
export function sqlStatements(sql: string): readonly SqlStatement[] {
  const statements: SqlStatement[] = [];
  let tokens: Token[] = [];
  const finish = (end: number) => {
    const [first] = tokens;
    if (first !== undefined) {
      const line = sql.slice(0, first.index).split("\n").length;
      const text = sql.slice(first.index, end).trimEnd();
      statements.push({ text, line, words: tokens.map(meaning) });
    }
    tokens = [];
  };
  for (const token of tokensOf(sql)) {
    if (token.text === ";" && !isInsideTrigger(tokens.map(meaning))) finish(token.index);
    else if (token.kind !== "blank" && token.kind !== "comment") tokens.push(token);
  }
  finish(sql.length);
  return statements;
}

/** The comments of a file, without their marks. */
export function sqlComments(sql: string): readonly string[] {
  return tokensOf(sql)
    .filter(({ kind }) => kind === "comment")
    .map(({ text }) => text.replace(/^--|^\/\*|\*\/$/g, "").trim());
}

function tokensOf(sql: string): readonly Token[] {
  const tokens: Token[] = [];
  for (let index = 0; index < sql.length; ) {
    const token = tokenAt(sql, index);
    tokens.push(token);
    index += token.text.length;
  }
  return tokens;
}

function tokenAt(sql: string, index: number): Token {
  for (const [kind, pattern] of tokenPatterns) {
    pattern.lastIndex = index;
    const text = pattern.exec(sql)?.[0];
    if (text !== undefined) return { kind, text, index };
  }
  return { kind: "sign", text: sql.slice(index, index + 1), index };
}

function meaning({ kind, text }: Token): string {
  if (kind === "text") return "''";
  return kind === "name" ? `"${text.slice(1, -1)}"` : text.toUpperCase();
}

/** A trigger's body is statements between BEGIN and an END that closes no CASE. */
function isInsideTrigger(words: readonly string[]): boolean {
  if (!/^CREATE (TEMP |TEMPORARY )?TRIGGER\b/.test(words.slice(0, 3).join(" "))) return false;
  const opened = words.filter((word) => word === "BEGIN" || word === "CASE").length;
  return opened === 0 || opened > words.filter((word) => word === "END").length;
}
