import { expect, test } from "vitest";
import {
  createLogger,
  type LogFields,
  type Logger,
  type LoggerOptions,
  parseLogLevel,
} from "../../../worker/kit/log.ts";

const now = Date.UTC(2026, 10, 21, 9, 30, 0, 7);

/** A logger and what it has written. */
function useLogger(options: Partial<LoggerOptions> = {}, context: LogFields = {}) {
  const lines: string[] = [];
  const log = createLogger(
    {
      environment: "staging",
      level: "debug",
      now: () => now,
      sink: (_level, line) => lines.push(line),
      ...options,
    },
    context,
  );
  return { log, lines, last: () => JSON.parse(lines.at(-1) ?? "null") };
}

const callAll = (log: Logger) => {
  for (const level of ["debug", "info", "warn", "error"] as const) log[level]("x");
};

test("a request's line has every field by its name, and only those", () => {
  const { log, last } = useLogger();
  const fields = {
    requestId: "request-1",
    method: "GET",
    path: "/health",
    userAgent: "curl",
    clientIp: "198.51.100.7",
    country: "PT",
    colo: "LIS",
    status: 200,
    durationMs: 12,
  };
  log.info("request completed", fields);
  expect(last()).toEqual({
    timestamp: "2026-11-21T09:30:00.007Z",
    environment: "staging",
    level: "info",
    message: "request completed",
    ...fields,
  });
});

test("an error has name, message, stack and cause", () => {
  const { log, last } = useLogger();
  const error = new TypeError("outer", { cause: new RangeError("inner") });
  log.error("failed", { error });
  expect(last().error).toEqual({
    name: "TypeError",
    message: "outer",
    stack: expect.stringContaining("TypeError: outer\n"),
    cause: { name: "RangeError", message: "inner", stack: expect.any(String) },
  });
});

test("something thrown that is no error is described too", () => {
  const { log, last } = useLogger();
  log.error("failed", { error: "just text" });
  expect(last().error).toEqual({ name: "NonError", message: "just text" });
});

test.each([
  ["staging", "debug", 4],
  ["staging", "info", 3],
  ["staging", "warn", 2],
  ["staging", "error", 1],
  ["production", "debug", 3],
  ["production", "info", 3],
  ["production", "error", 1],
] as const)("in %s at level %s, %d of four levels are written", (environment, level, count) => {
  const { log, lines } = useLogger({ environment, level });
  callAll(log);
  expect(lines).toHaveLength(count);
});

test("a logger made from another keeps its fields and adds to them", () => {
  const { log, last } = useLogger({}, { requestId: "request-1" });
  log.with({ method: "GET" }).info("x", { status: 200 });
  expect(last()).toMatchObject({ requestId: "request-1", method: "GET", status: 200 });
});

test.each(["\r\n", "\u0000", "\u001b[31m", "\u202e", "\u2028", "\u0085"])(
  "%j does not get into any value but a stack's own line breaks",
  (poison) => {
    const { log, lines } = useLogger();
    const text = `a${poison}b`;
    log.info(text, { path: text, userAgent: text, details: { text }, error: new Error(text) });
    const { error, ...line } = JSON.parse(lines[0] ?? "");
    const values = [...Object.values(line), line.details.text, error.message].join("");
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be there.
    expect(values).not.toMatch(/[\u0000-\u001f\u0085\u2028\u202e]/);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be there.
    expect(error.stack).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u202e]/);
  },
);

test("a long value is cut, whole characters only", () => {
  const { log, last } = useLogger();
  log.info("x", { userAgent: `${"a".repeat(1023)}🙂` });
  expect(last().userAgent).toBe("a".repeat(1023));
});

test.each([
  ["debug", "debug"],
  ["error", "error"],
  ["verbose", "info"],
  [undefined, "info"],
])("the level %s is read as %s", (value, level) => {
  expect(parseLogLevel(value)).toBe(level);
});
