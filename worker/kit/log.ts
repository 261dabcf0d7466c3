import { toPlainText, toSingleLine, truncate } from "./text.ts";

const levels = ["debug", "info", "warn", "error"] as const;

export type LogLevel = (typeof levels)[number];

/** What a line can say besides time, environment, level and message. Absent fields are left out. */
export interface LogFields {
  readonly requestId?: string | undefined;
  readonly method?: string | undefined;
  readonly path?: string | undefined;
  readonly userAgent?: string | undefined;
  readonly clientIp?: string | undefined;
  readonly country?: string | undefined;
  readonly colo?: string | undefined;
  readonly status?: number | undefined;
  readonly durationMs?: number | undefined;
  readonly error?: unknown;
  /** Facts of one kind of line only. Never text that a visitor wrote. */
  readonly details?: Readonly<Record<string, string | number | boolean | null>> | undefined;
}

/** Takes one finished JSON line. */
export type LogSink = (level: LogLevel, line: string) => void;

export interface LoggerOptions {
  readonly environment: string;
  readonly level: LogLevel;
  readonly now: () => number;
  readonly sink: LogSink;
}

export type Logger = {
  readonly [level in LogLevel]: (message: string, fields?: LogFields) => void;
} & {
  /** The same logger with these fields on every line. */
  with(fields: LogFields): Logger;
};

/** Longest value of one field; a stack is cut at four times this. */
const maxFieldLength = 1024;

/** A logger of structured JSON lines. `debug` is dropped in production, whatever the level says. */
export function createLogger(options: LoggerOptions, context: LogFields = {}): Logger {
  const floor = options.environment === "production" && options.level === "debug" ? "info" : null;
  const threshold = levels.indexOf(floor ?? options.level);
  const write = (level: LogLevel, message: string, fields: LogFields = {}) => {
    if (levels.indexOf(level) < threshold) return;
    options.sink(level, renderLine(options, level, message, { ...context, ...fields }));
  };
  return {
    debug: (message, fields) => write("debug", message, fields),
    info: (message, fields) => write("info", message, fields),
    warn: (message, fields) => write("warn", message, fields),
    error: (message, fields) => write("error", message, fields),
    with: (fields) => createLogger(options, { ...context, ...fields }),
  };
}

/** Reads a level from a variable; anything else is `info`. */
export function parseLogLevel(value: unknown): LogLevel {
  return levels.find((level) => level === value) ?? "info";
}

function renderLine(
  options: LoggerOptions,
  level: LogLevel,
  message: string,
  { error, ...fields }: LogFields,
): string {
  const line = {
    timestamp: new Date(options.now()).toISOString(),
    environment: options.environment,
    level,
    message,
    ...fields,
    ...(error === undefined ? {} : { error: describeError(error) }),
  };
  return JSON.stringify(line, (key, value) =>
    typeof value === "string" && key !== "stack" ? clean(value) : value,
  );
}

function clean(value: string): string {
  return truncate(toSingleLine(value), maxFieldLength);
}

interface DescribedError {
  readonly name: string;
  readonly message: string;
  readonly stack?: string;
  readonly cause?: DescribedError;
}

/** The stack keeps its line breaks, which JSON escapes; everything else is one line. */
function describeError(error: unknown, depth = 0): DescribedError {
  if (!(error instanceof Error)) return { name: "NonError", message: String(error) };
  const { name, message, stack, cause } = error;
  return {
    name,
    message,
    ...(stack && { stack: truncate(toPlainText(stack), 4 * maxFieldLength) }),
    ...(cause !== undefined && depth < 3 && { cause: describeError(cause, depth + 1) }),
  };
}
