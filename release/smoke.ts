import {
  type EdgeAnswer,
  type EdgeHost,
  type EdgeRequest,
  edgeRequest,
} from "./rollout/edge-request.ts";
import type { SmokeStep, SmokeTest } from "./service.ts";
import { fillPlaceholders, valueAt } from "./smoke-values.ts";

export interface SmokeResult {
  readonly name: string;
  readonly timeMs: number;
  /** What was asked, what came, what was expected; absent where all is right. */
  readonly problem?: string;
}

export interface SmokeOptions {
  readonly host: EdgeHost;
  /** Values that a test may use without having captured them: `{run: "run-1a2b3c"}`. */
  readonly values?: Readonly<Record<string, string>>;
  /** Sent with each request; pins a version, for example. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly send?: (host: EdgeHost, request: EdgeRequest) => Promise<EdgeAnswer>;
  /** Milliseconds that only grow. */
  readonly now?: () => number;
}

/** Tells a test's story to the end or to its first wrong answer. Never throws for what it finds. */
export async function runSmokeTest(test: SmokeTest, options: SmokeOptions): Promise<SmokeResult> {
  const { now = () => performance.now() } = options;
  const startedAt = now();
  const values = { ...options.values };
  const end = (problem?: string): SmokeResult => ({
    name: test.name,
    timeMs: Math.round(now() - startedAt),
    ...(problem === undefined ? {} : { problem }),
  });
  for (const step of test.steps) {
    const outcome = await runStep(step, values, options);
    if ("problem" in outcome) return end(outcome.problem);
    Object.assign(values, outcome.captured);
  }
  return end();
}

type StepOutcome = { problem: string } | { captured: Record<string, string> };

async function runStep(
  step: SmokeStep,
  values: Readonly<Record<string, string>>,
  { host, headers = {}, send = edgeRequest }: SmokeOptions,
): Promise<StepOutcome> {
  const filled = fillPlaceholders(step, values);
  if ("missing" in filled) {
    const names = filled.missing.map((name) => `{${name}}`).join(", ");
    return { problem: `${step.method} ${step.path}: no earlier step captured ${names}` };
  }
  const { method, path } = filled.step;
  try {
    const answer = await send(host, toRequest(filled.step, headers));
    const found = readAnswer(filled.step, answer);
    return "problem" in found ? { problem: `${method} ${path}: ${found.problem}` } : found;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { problem: `${method} ${path}: ${reason}` };
  }
}

function toRequest(step: SmokeStep, headers: Readonly<Record<string, string>>): EdgeRequest {
  const { method, path, body } = step;
  const json = { "content-type": "application/json" };
  return {
    method,
    path,
    headers: { ...(body === undefined ? {} : json), ...step.headers, ...headers },
    body: body === undefined ? undefined : JSON.stringify(body),
  };
}

function readAnswer(step: SmokeStep, { status, body }: EdgeAnswer): StepOutcome {
  const { statuses = [200], expects = {}, captures = {} } = step;
  if (!statuses.includes(status)) {
    return { problem: `status ${status}${excerpt(body)}, expected ${statuses.join(" or ")}` };
  }
  const json = parse(body);
  for (const [path, expected] of Object.entries(expects)) {
    const found = valueAt(json, path);
    if (found !== expected)
      return { problem: `${path} is ${show(found)}, expected ${show(expected)}` };
  }
  const captured: Record<string, string> = {};
  for (const [name, path] of Object.entries(captures)) {
    const found = valueAt(json, path);
    if (typeof found !== "string" && typeof found !== "number") {
      return { problem: `${path} is ${show(found)}, expected a text or a number to go on with` };
    }
    captured[name] = String(found);
  }
  return { captured };
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

const longestExcerpt = 120;

/** The beginning of an answer, on one line: ` ({"title":"Internal error"})`. */
function excerpt(body: string): string {
  const line = body.replace(/\s+/g, " ").trim();
  if (line === "") return "";
  return ` (${line.length > longestExcerpt ? `${line.slice(0, longestExcerpt)}…` : line})`;
}

function show(value: unknown): string {
  if (value === undefined) return "missing";
  const text = JSON.stringify(value);
  return text.length > longestExcerpt ? `${text.slice(0, longestExcerpt)}…` : text;
}
