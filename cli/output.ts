import { styleText } from "node:util";
import { terminalJson, terminalText } from "./terminal-text.ts";

interface ExpectedFailure {
  code?: unknown;
  message: string;
  hint?: string | undefined;
}

/**
 * Where a command says what it does. Text for people goes to standard output line by line and
 * stays readable in CI logs (no cursor movement); with `--json` standard output carries one JSON
 * document and everything else goes to standard error.
 */
export class Output {
  readonly #isJson: boolean;
  #hasDocument = false;

  constructor(options: { json: boolean }) {
    this.#isJson = options.json;
  }

  get isJson(): boolean {
    return this.#isJson;
  }

  /** A line of progress or of a result for people. */
  line(text = ""): void {
    (this.#isJson ? process.stderr : process.stdout).write(`${terminalText(text)}\n`);
  }

  /** Begins a long step; call the result with the words that end it. */
  step(title: string): (end: string) => void {
    const startedAt = performance.now();
    this.line(`${styleText("cyan", "▸")} ${title}`);
    return (end) => this.line(`${styleText("green", "✓")} ${end} ${dim(elapsed(startedAt))}`);
  }

  /** Text that is the command's result as it is (shell code, a table). */
  raw(text: string): void {
    process.stdout.write(text);
  }

  /** The command's result for machines, of which there is one; ignored without `--json`. */
  json(value: unknown): void {
    if (!this.#isJson || this.#hasDocument) return;
    this.#hasDocument = true;
    process.stdout.write(`${terminalJson(value)}\n`);
  }

  /**
   * Says why the command failed: expected failures without a stack, all else as a bug. With `--json`
   * the document then is `{ error: { code, message, hint } }`, as far as there are such.
   */
  failure(error: unknown): void {
    if (!isExpected(error)) {
      const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
      printError(`${text}\n\nThis is a bug in Slipway. Please report it.`);
      this.json({ error: { code: "bug", message: text.split("\n")[0] } });
      return;
    }
    const { code, message, hint } = error;
    printError(`${styleText("red", "✗", { stream: process.stderr })} ${message}`);
    if (hint) printError(`  ${hint}`);
    this.json({ error: { code, message, hint } });
  }
}

function printError(text: string): void {
  process.stderr.write(`${terminalText(text)}\n`);
}

/** Expected failures carry a closed `code` or are plain `{message, hint}` values. */
function isExpected(error: unknown): error is ExpectedFailure {
  if (typeof error !== "object" || error === null || !("message" in error)) return false;
  return !(error instanceof Error) || ("code" in error && "hint" in error);
}

function dim(text: string): string {
  return styleText("dim", text);
}

/** Time since `startedAt` (a `performance.now()`), for people. */
export function elapsed(startedAt: number): string {
  return duration(performance.now() - startedAt);
}

const units = [
  { name: "h", seconds: 3600 },
  { name: "min", seconds: 60 },
  { name: "s", seconds: 1 },
] as const;

/** A time for people: `0.4 s`, `12 s`, `2 min 5 s`, `24 h`. */
export function duration(milliseconds: number): string {
  const seconds = milliseconds / 1000;
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  let left = Math.round(seconds);
  const parts = units.flatMap(({ name, seconds }) => {
    const count = Math.floor(left / seconds);
    left -= count * seconds;
    return count > 0 ? [`${count} ${name}`] : [];
  });
  return parts.slice(0, 2).join(" ");
}
