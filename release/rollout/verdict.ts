/** What was seen of one version on one route in one window of time. */
export interface Measurement {
  /** The route's pattern or path: `/api/v1/test/main/feedback`. */
  route: string;
  /** Answers counted, synthetic probes included. */
  requests: number;
  /** Answers with status 5xx, wrong content, or none at all. */
  errors: number;
  /** 95th percentile of the answers' times in milliseconds; undefined without answers. */
  p95Ms: number | undefined;
  /** What was wrong with the first error: `status 500, expected 200`. */
  example?: string;
}

/**
 * What a measurement says of a new version: `inconclusive` means that nothing can be said yet, and
 * is never a reason to go on.
 */
export type Verdict =
  | { kind: "successful" }
  | { kind: "failed"; reasons: readonly string[] }
  | { kind: "inconclusive"; reasons: readonly string[] };

export interface VerdictLimits {
  /** Fewer answers than this on a route say nothing. */
  minRequestsPerRoute: number;
  /** A route with an error, or slower than before, is held until it has this many answers. */
  minRequestsWhenInDoubt: number;
  /** 95th percentile in milliseconds that no version may exceed. */
  maxP95Ms: number;
  /** How much slower than the old version the new one may be, as a ratio of the 95th percentiles. */
  maxP95Ratio: number;
  /** A smaller difference to the old version is noise, whatever its ratio; in milliseconds. */
  p95SlackMs: number;
  /** Error rate, 0–1, from which the old version counts as ill itself. */
  illBaselineErrorRate: number;
}

const defaultLimits: VerdictLimits = {
  minRequestsPerRoute: 20,
  minRequestsWhenInDoubt: 200,
  maxP95Ms: 1000,
  maxP95Ratio: 1.2,
  p95SlackMs: 50,
  illBaselineErrorRate: 0.05,
};

/** Share of a healthy version's requests that fail: an objective of 99.9 %. */
const healthyErrorRate = 0.001;
/** How probable it may be that a healthy version shows more errors than allowed. */
const falseAlarm = 0.002;

/**
 * Judges the new version route by route against the old one in the same window and against the
 * absolute limits. Per route, because a route with a small share of the traffic is invisible in the
 * whole; against the old version, because what is bad for both is not the new one's fault.
 * @param baseline the old version's measurements; empty at a first deployment.
 */
export function judge(
  canary: readonly Measurement[],
  baseline: readonly Measurement[],
  limits: VerdictLimits = defaultLimits,
): Verdict {
  const failed: string[] = [];
  const open: string[] = [];
  if (canary.length === 0) open.push("No route was measured.");
  for (const measurement of canary) {
    const control = baseline.find(({ route }) => route === measurement.route);
    const findings = judgeRoute(measurement, control, limits);
    failed.push(...findings.failed);
    open.push(...findings.open);
  }
  if (failed.length > 0) return { kind: "failed", reasons: failed };
  if (open.length > 0) return { kind: "inconclusive", reasons: open };
  return { kind: "successful" };
}

interface Findings {
  failed: readonly string[];
  open: readonly string[];
}

function judgeRoute(
  canary: Measurement,
  control: Measurement | undefined,
  limits: VerdictLimits,
): Findings {
  const findings = findProblems(canary, control, limits);
  if (findings.failed.length > 0 && control !== undefined && isIll(control, limits)) {
    return {
      failed: [],
      open: [`${canary.route}: the old version is ill too (${answers(control)}).`],
    };
  }
  return findings;
}

function findProblems(
  canary: Measurement,
  control: Measurement | undefined,
  limits: VerdictLimits,
): Findings {
  const { route, requests, errors } = canary;
  const allowed = allowedErrors(requests);
  if (errors > allowed) {
    return { failed: [`${route}: ${answers(canary)}, ${allowed} allowed.`], open: [] };
  }
  if (requests < limits.minRequestsPerRoute) {
    const least = `at least ${limits.minRequestsPerRoute} are needed`;
    return { failed: [], open: [`${route}: ${answers(canary)}, ${least}.`] };
  }
  const tooSlow = absoluteLatency(canary, limits);
  if (tooSlow !== undefined) return { failed: [tooSlow], open: [] };
  const slower = relativeLatency(canary, control, limits);
  if (requests >= limits.minRequestsWhenInDoubt) {
    return { failed: slower === undefined ? [] : [slower], open: [] };
  }
  const doubt = slower ?? (errors > 0 ? `${route}: ${answers(canary)}.` : undefined);
  if (doubt === undefined) return { failed: [], open: [] };
  return { failed: [], open: [`${doubt} ${limits.minRequestsWhenInDoubt} answers decide.`] };
}

/** Whether a version would not pass either: then nothing is the other one's fault. */
function isIll(control: Measurement, limits: VerdictLimits): boolean {
  const { requests, errors, p95Ms = 0 } = control;
  if (requests === 0) return false;
  return errors / requests >= limits.illBaselineErrorRate || p95Ms > limits.maxP95Ms;
}

function absoluteLatency({ route, p95Ms }: Measurement, { maxP95Ms }: VerdictLimits) {
  if (p95Ms === undefined || p95Ms <= maxP95Ms) return undefined;
  return `${route}: p95 ${ms(p95Ms)} exceeds ${ms(maxP95Ms)}.`;
}

function relativeLatency(
  { route, p95Ms }: Measurement,
  control: Measurement | undefined,
  { maxP95Ratio, p95SlackMs }: VerdictLimits,
): string | undefined {
  if (p95Ms === undefined || control?.p95Ms === undefined) return undefined;
  const limit = Math.max(control.p95Ms * maxP95Ratio, control.p95Ms + p95SlackMs);
  if (p95Ms <= limit) return undefined;
  return `${route}: p95 ${ms(p95Ms)}, the old version's is ${ms(control.p95Ms)} (limit ${ms(limit)}).`;
}

function answers({ requests, errors, example }: Measurement): string {
  const such = example === undefined ? "" : ` (${example})`;
  return `${errors} of ${requests} answers failed${such}`;
}

/**
 * How many errors still pass for chance: more than this a healthy version (0.1 % of requests fail)
 * shows with a probability below 0.2 %. Never less than one, so that no single lost answer decides.
 * @see docs/decisions/rollout-verdict.md
 */
export function allowedErrors(requests: number): number {
  const expected = requests * healthyErrorRate;
  let term = Math.exp(-expected);
  let atMost = term;
  let errors = 0;
  while (errors < 1 || 1 - atMost >= falseAlarm) {
    errors += 1;
    term *= expected / errors;
    atMost += term;
  }
  return errors;
}

function ms(value: number): string {
  return `${Math.round(value)} ms`;
}
