export type LogLevel = "debug" | "info" | "warn" | "error";

/** Where the edge tells what people may want to know: start-ups, refusals, what Workers print. */
export type Log = (level: LogLevel, message: string) => void;

interface StructuredLine {
  level?: unknown;
  message?: unknown;
}

/** Where in workerd's source an exception of a Worker surfaced is of no use to anybody here. */
const INTERNALS = /^(Uncaught exception: )\S+: failed: (?:remote\.)*jsg\./;

/** One line that workerd printed, as its structured logging writes it; other text is debugging. */
export function parseLogLine(line: string): { level: LogLevel; message: string } {
  try {
    const { level, message } = JSON.parse(line) as StructuredLine;
    return { level: toLevel(level), message: String(message).replace(INTERNALS, "$1") };
  } catch {
    return { level: "debug", message: line };
  }
}

function toLevel(level: unknown): LogLevel {
  if (level === "error" || level === "warn" || level === "debug") return level;
  return "info";
}
